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

// A remote is a "wiretrace serve" process that holds the store.
type remote struct{ client *http.Client }

// served returns the server of the store, or nil if none runs.
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

// trailerSize is the read buffer for answers. net/http reads trailers only as far as the buffer goes. A
// server sends up to 64 KiB of messages in them, and JSON takes up to six bytes for one.
const trailerSize = 512 << 10

// A statusError makes a command exit with the status that it had at the server. The server has printed the
// error.
type statusError int

func (s statusError) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// run runs a command at the server. Its results go to out, and its messages to a.err.
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

// refusal returns the error in an HTTP answer that is not a success.
func refusal(res *http.Response) error {
	var p struct{ Detail string }
	_ = json.NewDecoder(io.LimitReader(res.Body, 64<<10)).Decode(&p)
	return fmt.Errorf("the process that serves the store: %s", p.Detail)
}

// arguments returns the command line to send to the server: the flags that were given, except those in
// without and those that have no meaning there.
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

// absolute returns the absolute path of a file. A slash at the end is kept.
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
