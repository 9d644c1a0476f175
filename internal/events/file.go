package events

import (
	"context"
	"encoding/json"
	"errors"
	"os"
)

// maxFile is the size in bytes at which a file is put aside.
const maxFile = 16 << 20

// A File is a sink that is a file, with one event of JSON in a line. A regular file
// that has grown to 16 MiB is put aside, in the place of an earlier one: PATH.1.
type File string

// Deliver appends an event to the file and syncs it.
func (f File) Deliver(_ context.Context, event *Event) error {
	line, err := json.Marshal(event)
	if err != nil {
		return err
	}
	path := string(f)
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Size() >= maxFile {
		if err := os.Rename(path, path+".1"); err != nil {
			return err
		}
	}
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600) //nolint:gosec // the path is the operator's own
	if err != nil {
		return err
	}
	return errors.Join(appendLine(out, append(line, '\n')), out.Close())
}

// appendLine writes a line and syncs it, or leaves a regular file as it was: half a line
// would take the next one along.
func appendLine(out *os.File, line []byte) error {
	before, err := out.Stat()
	if err != nil {
		return err
	}
	_, err = out.Write(line)
	if !before.Mode().IsRegular() {
		return err
	}
	if err != nil {
		return errors.Join(err, out.Truncate(before.Size()))
	}
	return out.Sync()
}
