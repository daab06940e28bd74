package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wiretrace/wiretrace/serve"
)

// A remote is the server that holds the store.
type remote struct{ client *http.Client }

// served returns the server of the store, or nil if there is none.
func (a *app) served() *remote {
	if a.shared != nil {
		return nil
	}
	dir := a.storePath()
	first, err := dialLocal(dir)
	if err != nil {
		return nil
	}
	_ = first.Close()
	return &remote{&http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		ReadBufferSize:    trailerSize,
		DialContext:       func(context.Context, string, string) (net.Conn, error) { return dialLocal(dir) },
	}}}
}

// trailerSize is room for the trailers of an answer, which net/http reads only as far as its
// buffer goes. A server keeps 64 KiB of messages. JSON writes up to six bytes for one of them.
const trailerSize = 512 << 10

// A statusError ends a command with the status that it had at the server, which has reported why.
type statusError int

func (s statusError) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// run runs a command at the server. Its output goes to out, its messages to those of a.
func (r *remote) run(ctx context.Context, a *app, args []string, in io.Reader, out io.Writer) error {
	list, err := json.Marshal(args)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://store/command", in)
	if err != nil {
		return err
	}
	req.Header.Set(serve.HeaderArguments, string(list))
	res, err := r.client.Do(req)
	if err != nil {
		return fmt.Errorf("ask the process that serves the store: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return refusal(res)
	}
	if _, err := io.Copy(out, res.Body); err != nil {
		return fmt.Errorf("the process that serves the store: %w", err)
	}
	status, err := strconv.Atoi(res.Trailer.Get(serve.TrailerStatus))
	if err != nil {
		return errors.New("the process that serves the store ended before the command did")
	}
	var messages string
	if err := json.Unmarshal([]byte(res.Trailer.Get(serve.TrailerMessages)), &messages); err != nil {
		return fmt.Errorf("messages of the process that serves the store: %w", err)
	}
	for line := range strings.Lines(messages) {
		fmt.Fprintln(a.err, escaped(strings.TrimSuffix(line, "\n")))
	}
	if status == exitDone {
		return nil
	}
	return statusError(status)
}

// refusal returns the error that an answer of the server stands for.
func refusal(res *http.Response) error {
	var p struct{ Detail string }
	_ = json.NewDecoder(io.LimitReader(res.Body, 64<<10)).Decode(&p)
	return fmt.Errorf("the process that serves the store: %s", p.Detail)
}

// arguments returns the flags of a command as they were given, without those that count on
// this side alone.
func arguments(cmd *cobra.Command, without ...string) []string {
	args := []string{cmd.Name()}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		switch {
		case f.Name == "store" || f.Name == "wait" || slices.Contains(without, f.Name):
		case f.Name == "config":
			args = append(args, "--config="+absolute(f.Value.String()))
		default:
			args = append(args, "--"+f.Name+"="+f.Value.String())
		}
	})
	return args
}

// absolute returns the path of a file for a process in another folder. It keeps a slash at the end.
func absolute(path string) string {
	full, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if strings.HasSuffix(path, "/") {
		full += "/"
	}
	return full
}
