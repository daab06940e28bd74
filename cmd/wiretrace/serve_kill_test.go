//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// serveKills is how often TestServeKilled kills a server.
var serveKills = flag.Int("servekills", 6, "how often a server is killed at a random instant")

// A servedNight is a folder with a store and what a server gets in one night: batches over HTTP, a drop folder, a deletion
// of old articles.
type servedNight struct {
	t       *testing.T
	dir     string
	batches []string

	mu    sync.Mutex
	acked map[string]bool // articles that the server has acknowledged
	gone  bool            // the deletion has ended with status 0
}

// How many articles the store has at first, and how many come in each way. Fewer than a quarter come, so that all runs are
// of one epoch.
const servedFirst, servedBatches, servedBatch, servedDropped, servedOld = 200, 5, 4, 20, 3

// prepareServed makes the folder that every kill begins with a copy of.
func prepareServed(t *testing.T) (dir string, batches []string) {
	t.Helper()
	dir = t.TempDir()
	const all = servedFirst + servedBatches*servedBatch + servedDropped
	lines := strings.SplitAfter(readFile(t, dir, filepath.Base(writeCorpus(t, dir, all))), "\n")
	first, rest := lines[:servedFirst], lines[servedFirst:]
	var old strings.Builder
	for i := range servedOld {
		fmt.Fprintf(&old, `{"id":"old%d","source":"north.example","published":"1999-05-01","text":"Bridge %d over the Ede will close for two years."}`+"\n", i, i)
	}
	writeFile(t, dir, "first.jsonl", strings.Join(first, "")+old.String())
	mustRunIn(t, dir, "dedup", "-q", "-s", "st", "first.jsonl")
	for i := range servedBatches {
		batches = append(batches, strings.Join(rest[i*servedBatch:(i+1)*servedBatch], ""))
	}
	if err := os.Mkdir(filepath.Join(dir, "drop"), 0o777); err != nil {
		t.Fatal(err)
	}
	rest = rest[servedBatches*servedBatch:]
	writeFile(t, filepath.Join(dir, "drop"), "a.jsonl", strings.Join(rest[:servedDropped/2], ""))
	writeFile(t, filepath.Join(dir, "drop"), "b.jsonl", strings.Join(rest[servedDropped/2:], ""))
	return dir, batches
}

// serve starts a server and returns it with its address.
func (n *servedNight) serve() (*exec.Cmd, string) {
	n.t.Helper()
	messages := &lockedBuffer{}
	cmd := commandIn(n.dir, "serve", "-s", "st", "--listen", "127.0.0.1:0")
	cmd.Stderr = messages
	if err := cmd.Start(); err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { _ = cmd.Process.Kill() }) // it has ended, unless the test failed
	return cmd, serverAddress(n.t, messages)
}

// work gives the server everything at once, and returns when all has ended or failed.
func (n *servedNight) work(address string) {
	var wg sync.WaitGroup
	wg.Go(func() {
		tr := &http.Transport{}
		defer tr.CloseIdleConnections()
		for _, batch := range n.batches {
			n.send(&http.Client{Transport: tr}, address, batch)
		}
	})
	wg.Go(func() {
		_ = commandIn(n.dir, "nightly", "-s", "st", "--drop", "drop", "--min-age", "0s", "--wait", "0s").Run()
	})
	wg.Go(func() {
		if commandIn(n.dir, "expire", "-s", "st", "--older-than", "8000d", "--wait", "0s").Run() == nil {
			n.mu.Lock()
			n.gone = true
			n.mu.Unlock()
		}
	})
	wg.Wait()
}

// send sends a batch and keeps which articles were acknowledged.
func (n *servedNight) send(client *http.Client, address, batch string) {
	res, err := client.Post(address+"/v1/articles", "application/x-ndjson", strings.NewReader(batch)) //nolint:noctx // the server is killed
	if err != nil {
		return
	}
	defer res.Body.Close()
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		var x struct{ ID, Outcome string }
		if json.Unmarshal(lines.Bytes(), &x) == nil && x.ID != "" && x.Outcome != "rejected" {
			n.mu.Lock()
			n.acked[x.ID] = true
			n.mu.Unlock()
		}
	}
}

// check checks what a kill left: the store is sound, what was acknowledged is there, what was deleted is not, and
// each file of the drop folder is in one place.
func (n *servedNight) check() {
	n.t.Helper()
	mustRunIn(n.t, n.dir, "verify", "-s", "st")
	stored := map[string]bool{}
	for _, line := range facts(n.t, filepath.Join(n.dir, "st")) {
		var x struct{ ID string }
		if err := json.Unmarshal([]byte(line), &x); err != nil {
			n.t.Fatal(err)
		}
		stored[x.ID] = true
	}
	for id := range n.acked {
		if !stored[id] {
			n.t.Fatalf("%s was acknowledged and is lost", id)
		}
	}
	for i := range servedOld {
		if id := fmt.Sprintf("old%d", i); n.gone && stored[id] {
			n.t.Fatalf("%s was deleted and is there", id)
		}
	}
	for i := range servedFirst {
		if id := fmt.Sprintf("a%08d", i); !stored[id] {
			n.t.Fatalf("%s is lost", id)
		}
	}
	for name, at := range inputs(n.t, n.dir, map[string]bool{"a.jsonl": true, "b.jsonl": true}) {
		if len(at) != 1 {
			n.t.Fatalf("%s is in %v", name, at)
		}
	}
}

// finish lets a server do all the work to its end and returns the conclusions.
func (n *servedNight) finish() map[string]string {
	n.t.Helper()
	cmd, address := n.serve()
	n.work(address)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		n.t.Fatal(err)
	}
	if status := endWithin(n.t, cmd, serveGrace); status != exitDone {
		n.t.Fatalf("serve ended with status %d", status)
	}
	if !n.gone || len(n.acked) != servedBatches*servedBatch {
		n.t.Fatalf("the undisturbed server acknowledged %d articles; deleted: %v", len(n.acked), n.gone)
	}
	n.check()
	k := killable{store: "st"}
	return k.conclude(n.t, n.dir)
}

// TestServeKilled kills a server at random instants, while articles come in over HTTP, a night runs and old articles are
// deleted. Then a server does the rest: the conclusions are those of a server that nobody killed.
func TestServeKilled(t *testing.T) {
	input, batches := prepareServed(t)
	begin := func() *servedNight {
		return &servedNight{t: t, dir: copyDir(t, input), batches: batches, acked: map[string]bool{}}
	}
	start := time.Now()
	want := begin().finish()
	whole := time.Since(start) / 2 // the other half is what finish checks
	r := rand.New(rand.NewPCG(2, 1))
	n := begin()
	killed, runs := 0, 0
	for ; killed < *serveKills; runs++ {
		if runs > 20**serveKills {
			t.Fatalf("%d kills in %d runs: the runs end too fast", killed, runs)
		}
		cmd, address := n.serve()
		done := make(chan struct{})
		go func() {
			defer close(done)
			n.work(address)
		}()
		select {
		case <-time.After(time.Duration(r.Int64N(int64(whole)))):
			killed++ // at work
		case <-done:
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		<-done
		n.check()
		if r.IntN(3) == 0 || killed == *serveKills {
			if diff := cmp.Diff(want, n.finish()); diff != "" {
				t.Fatalf("conclusions after %d kills (-undisturbed +got):\n%s", killed, diff)
			}
			n = begin()
		}
	}
	t.Logf("%d kills in %d runs", killed, runs)
}
