package warehouse

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
)

// socketPair is two ends of a local connection.
func socketPair() (near, far *net.UnixConn, err error) {
	a, b, err := filePair()
	if err != nil {
		return nil, nil, err
	}
	if near, err = unixConn(a); err != nil {
		return nil, nil, errors.Join(err, b.Close())
	}
	if far, err = unixConn(b); err != nil {
		return nil, nil, errors.Join(err, near.Close())
	}
	return near, far, nil
}

func filePair() (near, far *os.File, err error) {
	// Between making them and marking them no child may be started, or it would
	// keep them open.
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("socket pair: %w", err)
	}
	syscall.CloseOnExec(fds[0])
	syscall.CloseOnExec(fds[1])
	return os.NewFile(uintptr(fds[0]), "socket"), os.NewFile(uintptr(fds[1]), "socket"), nil
}

// inheritedPair is two ends of a local connection, of which a child gets the far one.
func inheritedPair() (near *net.UnixConn, far *os.File, err error) {
	a, far, err := filePair()
	if err != nil {
		return nil, nil, err
	}
	if near, err = unixConn(a); err != nil {
		return nil, nil, errors.Join(err, far.Close())
	}
	return near, far, nil
}

// unixConn makes a connection of a socket, and closes the file.
func unixConn(file *os.File) (*net.UnixConn, error) {
	defer file.Close() // FileConn has a descriptor of its own
	conn, err := net.FileConn(file)
	if err != nil {
		return nil, fmt.Errorf("socket: %w", err)
	}
	unix, ok := conn.(*net.UnixConn)
	if !ok {
		return nil, errors.Join(errors.New("socket: not of this machine"), conn.Close())
	}
	return unix, nil
}
