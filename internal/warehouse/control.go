package warehouse

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"

	"github.com/countersign-dev/countersign/internal/pgwire"
)

// What server and child say to each other. The control socket, which the child
// inherits, carries the EngineSpec to the child and its report back; then one byte
// for each command. A session's connection comes with its command, as a file
// descriptor, and begins with a note of whom to trust and a byte in answer, which the
// session's client never sees. The end of the control socket is the end of the server: the child
// exits at once, so that the next server finds the database free.
const (
	commandServe = 'S' // with a connection
	commandClose = 'C'
)

// A report is how starting went.
type report struct {
	Error string `json:"error"` // empty where it went well
}

func (r report) err() error {
	if r.Error == "" {
		return nil
	}
	return errors.New(r.Error)
}

func reportOf(err error) report {
	if err == nil {
		return report{}
	}
	return report{Error: err.Error()}
}

// An introduction is whom to trust on a connection, and the version of the directory that
// has the user.
type introduction struct {
	As      pgwire.Trusted `json:"as"`
	Version int64          `json:"version"`
}

// maxNote bounds a note, in bytes: the longest has all of a cluster's users.
const maxNote = 16 << 20

// sendNote writes a value as its length and its JSON.
func sendNote(w io.Writer, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = w.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), body...))
	return err
}

func receiveNote(r io.Reader, value any) error {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return err
	}
	n := binary.BigEndian.Uint32(head[:])
	if n > maxNote {
		return fmt.Errorf("note of %d bytes", n)
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r, body); err != nil {
		return err
	}
	return json.Unmarshal(body, value)
}

// sendCommand sends a command, with a file where it has one.
func sendCommand(control *net.UnixConn, command byte, file *os.File) error {
	var rights []byte
	if file != nil {
		rights = syscall.UnixRights(int(file.Fd()))
	}
	_, _, err := control.WriteMsgUnix([]byte{command}, rights, nil)
	return err
}

// receiveCommand receives a command, and the connection that came with it or nil.
func receiveCommand(control *net.UnixConn) (command byte, conn *net.UnixConn, err error) {
	body, rights := make([]byte, 1), make([]byte, syscall.CmsgSpace(4))
	n, nr, _, _, err := control.ReadMsgUnix(body, rights)
	if err != nil {
		return 0, nil, err
	}
	if n == 0 {
		return 0, nil, io.EOF
	}
	conn, err = received(rights[:nr])
	return body[0], conn, err
}

func received(rights []byte) (*net.UnixConn, error) {
	if len(rights) == 0 {
		return nil, nil
	}
	messages, err := syscall.ParseSocketControlMessage(rights)
	if err != nil || len(messages) != 1 {
		return nil, errors.Join(errors.New("malformed rights"), err)
	}
	fds, err := syscall.ParseUnixRights(&messages[0])
	if err != nil || len(fds) != 1 {
		return nil, errors.Join(errors.New("malformed rights"), err)
	}
	syscall.CloseOnExec(fds[0])
	return unixConn(os.NewFile(uintptr(fds[0]), "session"))
}
