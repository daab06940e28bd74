package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/serve"
	"github.com/wiretrace/wiretrace/store"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	listen, tokenFile, cert, key string
	hosts, origins               []string
	checks                       int
	link                         linkFlags
}

// serveGrace is how long serve may run after a signal.
const serveGrace = 10 * time.Second

// tokenVariable is the environment variable that holds the token.
const tokenVariable = "WIRETRACE_TOKEN"

func newServeCommand(a *app) *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Answer questions about the store over HTTP",
		Long: `Serve answers over HTTP. Without --listen it answers only this computer. The page at /
takes a text, a saved page or a file. It shows whether it is a copy, of what article,
who had it first here, whose text it is, and what was changed. /stories, /articles,
/outlets and /days are reports to read, and /feed.xml lists the newest stories for feed
readers. Programs use /v1 to check articles, add them in batches, start runs and find
stories: /openapi.yaml describes it, doc/serve.md explains it.

Serve keeps the store open. On the same store
` + throughServer() + `
use the running server, over a socket in the store directory that only its owner can
open. Other commands end with status 4.

On another address than loopback a token is required, from --token-file or
$` + tokenVariable + `. Without --tls-cert and --tls-key the token is not encrypted, so put
such a server behind a TLS proxy. A request for another host name than localhost or those
of --host is refused.

A signal ends it within ten seconds. Every article that was acknowledged is on disk.

` + exitHelp,
		Example: `  wiretrace serve
  curl --data-binary @page.html http://127.0.0.1:8470/v1/check
  curl --data-binary @tonight.jsonl http://127.0.0.1:8470/v1/articles
  curl -X POST http://127.0.0.1:8470/v1/dedup
  wiretrace serve --listen :8470 --host desk.example --token-file token --tls-cert cert.pem --tls-key key.pem`,
		Args: args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runServe(cmd, &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.listen, "listen", "127.0.0.1:8470", "the `ADDRESS` to answer on; port 0: any that is free")
	fl.StringVar(&f.tokenFile, "token-file", "", "the `FILE` whose first line is the token that requests must send")
	fl.StringVar(&f.cert, "tls-cert", "", "certificate for TLS, a `FILE` in PEM")
	fl.StringVar(&f.key, "tls-key", "", "key for TLS, a `FILE` in PEM")
	fl.StringSliceVar(&f.hosts, "host", nil, "accept requests for the host `NAME` too, not only for localhost")
	fl.StringSliceVar(&f.origins, "allow-origin", nil, "a `SITE` whose pages may call the API, as https://desk.example")
	fl.IntVar(&f.checks, "checks", 0, "checks at a time (default two a core)")
	f.link.addFlags(cmd)
	cmd.MarkFlagsRequiredTogether("tls-cert", "tls-key")
	return cmd
}

func (a *app) runServe(cmd *cobra.Command, f *serveFlags) error {
	o, err := a.serveOptions(cmd, f)
	if err != nil {
		return err
	}
	conf, err := f.tls()
	if err != nil {
		return err
	}
	setGrace(cmd.Context(), serveGrace)
	return a.openStore(store.Options{Create: true}, func(st *store.Store) error {
		tcp, err := net.Listen("tcp", f.listen)
		if err != nil {
			return err
		}
		if !loopback(tcp.Addr()) && o.Token == "" {
			return errors.Join(usagef("--listen %s: other computers can reach this: give --token-file or %s", f.listen, tokenVariable), tcp.Close())
		}
		o.Command, o.Links = a.servedCommand(st), linking
		server := serve.New(st, o)
		defer server.Close()
		listeners := []serve.Listener{{Listener: tcp, TLS: conf}}
		local, err := listenLocal(a.storePath())
		if err != nil {
			a.logf("commands on the store cannot go through this process: %v", err)
		} else {
			defer local.remove()
			listeners = append(listeners, serve.Listener{Listener: local, Local: true})
		}
		a.announce(tcp.Addr(), conf != nil, o.Token != "")
		return server.Serve(cmd.Context(), listeners...)
	})
}

// announce prints the address of the server.
func (a *app) announce(at net.Addr, secure, token bool) {
	scheme := "http"
	if secure {
		scheme = "https"
	}
	a.infof("serving %s at %s://%s/", a.storePath(), scheme, at)
	if !secure && token && !loopback(at) {
		a.infof("the token passes in the clear: use --tls-cert and --tls-key, or a proxy that speaks TLS")
	}
}

// serveOptions returns the options of the server.
func (a *app) serveOptions(cmd *cobra.Command, f *serveFlags) (serve.Options, error) {
	o := serve.Options{Version: version(), Hosts: f.hosts, Origins: f.origins, Logf: a.logf, Limits: serve.Limits{Checks: f.checks, Grace: serveGrace}}
	if err := serve.CheckOrigins(f.origins); err != nil {
		return o, usagef("--allow-origin %w", err)
	}
	if f.checks < 0 || f.checks > 1024 {
		return o, usagef("--checks %d: give a number from 1 to 1024, or 0 for two a core", f.checks)
	}
	conf, err := a.loadConfig()
	if err != nil {
		return o, err
	}
	window, err := f.link.merge(cmd, conf)
	if err != nil {
		return o, err
	}
	o.Dedup = dedup.Options{Workers: f.link.workers, Window: window, Newsroom: conf.newsroom}
	if o.Dedup.Calibration, err = (&dedupFlags{}).calibration(conf); err != nil {
		return o, err
	}
	o.Token, err = f.token()
	return o, err
}

// leastToken is the least number of characters of a token: 16 characters of base64 are 96 bits.
const leastToken = 16

// token returns the token from the file or, without a file, from the environment.
func (f *serveFlags) token() (string, error) {
	token, from := os.Getenv(tokenVariable), tokenVariable
	if f.tokenFile != "" {
		file, err := os.Open(f.tokenFile)
		if err != nil {
			return "", err
		}
		defer file.Close()
		b, err := io.ReadAll(io.LimitReader(file, 4<<10))
		if err != nil {
			return "", err
		}
		token, _, _ = strings.Cut(string(b), "\n")
		from = f.tokenFile
	} else if token == "" {
		return "", nil
	}
	if token = strings.TrimSpace(token); len(token) < leastToken {
		return "", usagef("%s: a token has %d characters and more, as \"openssl rand -base64 24\" prints one", from, leastToken)
	}
	return token, nil
}

func (f *serveFlags) tls() (*tls.Config, error) {
	if f.cert == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return nil, fmt.Errorf("--tls-cert: %w", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}

// loopback reports whether an address can be reached only from this computer.
func loopback(at net.Addr) bool {
	addr, err := netip.ParseAddrPort(at.String())
	return err == nil && addr.Addr().Unmap().IsLoopback()
}

// servedCommands returns the commands that the server runs for other processes.
func servedCommands() []string {
	return []string{"nightly", "delete", "expire", "hold", "unblock", "audit", "check", "dedup", "mcp", "report", "stats"}
}

// throughServer lists the commands that use the server, for the help. Ingest is not in servedCommands,
// because it sends articles (see remote_ingest.go).
func throughServer() string {
	names := append(servedCommands(), "ingest")
	slices.Sort(names)
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// linking reports whether a command line starts a dedup run.
func linking(args []string) bool {
	return len(args) > 0 && (args[0] == "dedup" || args[0] == "nightly")
}

// servedCommand returns a function that runs command lines of other processes of this computer on the open
// store.
func (a *app) servedCommand(st *store.Store) serve.CommandFunc {
	return func(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
		x := &app{in: in, out: out, err: errOut, storeDir: a.storePath(), shared: st}
		for _, name := range servedCommands() {
			if len(args) > 0 && args[0] == name {
				return x.execute(ctx, args)
			}
		}
		return x.exit(usagef("this does not go through \"wiretrace serve\""))
	}
}
