package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
)

// A CommandFunc runs a command line and returns its exit status.
type CommandFunc func(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int

// The header of a request to run a command, and the trailers of its answer. The bodies of request and
// answer are the standard input and output.
const (
	HeaderArguments = "Wiretrace-Arguments" // JSON list
	TrailerStatus   = "Wiretrace-Status"
	TrailerMessages = "Wiretrace-Messages" // JSON string: the standard error
)

// maxMessages is how many bytes of standard error are kept of a command.
const maxMessages = 64 << 10

// runCommand runs a command for a caller on the same computer. A command that starts a run waits until it
// may run, and in the meantime does not count as a running command.
func (s *Server) runCommand(w http.ResponseWriter, r *http.Request) {
	var args []string
	if err := json.Unmarshal([]byte(r.Header.Get(HeaderArguments)), &args); err != nil || s.opts.Command == nil {
		s.fail(w, fmt.Errorf("%w: %s is no list", errInput, HeaderArguments))
		return
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(s.stopped, cancel)()
	status := commandFailed
	if s.opts.Links != nil && s.opts.Links(args) {
		x, err := s.runs.await(ctx)
		if err != nil {
			s.fail(w, err)
			return
		}
		defer func() { x.end(commandError(status), nil) }()
	} else {
		if !s.enter(w, r, s.command) {
			return
		}
		defer s.command.leave()
	}
	ctl := http.NewResponseController(w)
	_ = ctl.EnableFullDuplex()            // a command may answer before it has read everything
	w.Header().Set("Connection", "close") // the rest of the input is not read
	w.Header().Set("Trailer", TrailerStatus+", "+TrailerMessages)
	w.Header().Set("Content-Type", "application/octet-stream")
	w.WriteHeader(http.StatusOK)
	_ = ctl.Flush()
	var messages messageBuffer
	status = s.opts.Command(ctx, args, r.Body, &flushingWriter{w, ctl}, &messages)
	text, _ := json.Marshal(messages.String()) // cannot fail: a string
	w.Header().Set(TrailerStatus, strconv.Itoa(status))
	w.Header().Set(TrailerMessages, string(text))
}

// commandFailed is the status of a command that did not finish.
const commandFailed = 1

// errCommand ends a run whose command failed. The command's messages say why.
var errCommand = errors.New("the command that began the run failed")

func commandError(status int) error {
	if status == 0 {
		return nil
	}
	return fmt.Errorf("%w with exit status %d", errCommand, status)
}

// A flushingWriter sends each write at once.
type flushingWriter struct {
	w   io.Writer
	ctl *http.ResponseController
}

func (f *flushingWriter) Write(b []byte) (int, error) {
	n, err := f.w.Write(b)
	if err == nil {
		err = f.ctl.Flush()
	}
	return n, err
}

// A messageBuffer keeps the first bytes that are written.
type messageBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (m *messageBuffer) Write(b []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.b.Write(b[:max(0, min(len(b), maxMessages-m.b.Len()))])
	return len(b), nil
}

func (m *messageBuffer) String() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.b.String()
}
