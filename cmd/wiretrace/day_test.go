//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A dayUser is who runs a process: with another umask and home, and as another user where the tests run as root.
type dayUser struct {
	name, umask, home, bin string
	uid                    uint32 // 0: that of the tests
}

// dayGroup is the group that both accounts are in. Neither needs a name.
const dayGroup = 61000

// start prepares a command line of any program. What it runs has the process id of the command.
func (u *dayUser) start(dir, name string, args ...string) *exec.Cmd {
	cmd := exec.Command("/bin/sh", append([]string{"-c", `umask "$0"; exec "$@"`, u.umask, name}, args...)...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + u.home, "LOGNAME=" + u.name, asProgram}
	if u.uid != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: u.uid, Gid: dayGroup}}
	}
	return cmd
}

// run runs wiretrace, which must end with a status, and returns its output and its messages.
func (u *dayUser) run(t *testing.T, status int, args ...string) (string, string) {
	t.Helper()
	cmd := u.start(u.home, u.bin, args...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	_ = cmd.Run()
	if got := cmd.ProcessState.ExitCode(); got != status {
		t.Errorf("%s: wiretrace %v: status %d, want %d\n%s%s", u.name, args, got, status, out.String(), errOut.String())
	}
	return out.String(), errOut.String()
}

// drop puts a file into the drop folder, as programs should: under another name first.
func (u *dayUser) drop(t *testing.T, folder, name, content string) {
	t.Helper()
	cmd := u.start(folder, "/bin/sh", "-c", `cat >"$0.part" && mv "$0.part" "$0"`, name)
	cmd.Stdin = strings.NewReader(content)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("drop %s: %v\n%s", name, err, out)
	}
}

// A day is the test's folder and who works there: press owns the store and has the timer, archive puts files
// into the drop folder and reads the store.
type day struct {
	press, archive dayUser
	two            bool // they are two users
	root           string
	parts          []string // JSON Lines, one for each night
}

func (d *day) path(name string) string { return filepath.Join(d.root, name) }

// dayArticles is how many articles come in before each night.
const dayArticles = 60

// newDay makes the folders and the accounts.
func newDay(t *testing.T) *day {
	t.Helper()
	root, err := os.MkdirTemp("", "day") // the folder of t cannot be entered by others
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(root) })
	d := &day{root: root}
	bin := d.path("wiretrace")
	program, err := os.ReadFile(os.Args[0])
	err = errors.Join(err, os.Chmod(root, 0o755), os.WriteFile(bin, program, 0o755))
	if err != nil {
		t.Fatal(err)
	}
	d.press = dayUser{name: "press", umask: "027", home: d.path("press"), bin: bin}
	d.archive = dayUser{name: "archive", umask: "007", home: d.path("archive"), bin: bin}
	if os.Geteuid() == 0 {
		d.press.uid, d.archive.uid, d.two = 61001, 61002, true
		if err := d.press.start("/", bin, "version").Run(); err != nil {
			t.Logf("other users cannot run programs here: both accounts are one user: %v", err)
			d.press.uid, d.archive.uid, d.two = 0, 0, false
		}
	}
	for _, dir := range []struct {
		name string
		of   uint32
		mode fs.FileMode
	}{{"press", d.press.uid, 0o750}, {"archive", d.archive.uid, 0o700}, {"drop", d.press.uid, 0o770 | fs.ModeSetgid}} {
		err := os.Mkdir(d.path(dir.name), 0o777)
		if d.two {
			err = errors.Join(err, os.Chown(d.path(dir.name), int(dir.of), dayGroup))
		}
		if err = errors.Join(err, os.Chmod(d.path(dir.name), dir.mode)); err != nil {
			t.Fatal(err)
		}
	}
	const nights, each = 5, dayArticles
	lines := strings.SplitAfter(readFile(t, root, filepath.Base(writeCorpus(t, root, nights*each))), "\n")
	for i := range nights {
		d.parts = append(d.parts, strings.Join(lines[i*each:(i+1)*each], ""))
	}
	return d
}

// store is where the store is.
func (d *day) store() string { return d.path("press/store") }

// TestADayInTheLife is a day of a store that two accounts use: files come in, nights run by a timer while a server runs,
// a desk asks all the time, articles are taken down, and an archive reads the store and leaves with everything.
func TestADayInTheLife(t *testing.T) {
	d := newDay(t)
	d.firstNight(t)
	d.othersOnlyRead(t)
	s := d.serve(t)
	s.nights(t)
	s.takeDown(t)
	s.end(t)
	d.evening(t)
}

// firstNight makes the store from the drop folder. A file that its owner keeps to itself waits in failed/ with the reason.
func (d *day) firstNight(t *testing.T) {
	settings := fmt.Sprintf("[nightly]\ndrop = %q\nmin_age = \"0s\"\nout = %q\nsite = %q\nbackups = %q\nexpire = \"8000d\"\n",
		d.path("drop"), d.path("press/out"), d.path("press/site"), d.path("press/backups"))
	cmd := d.press.start(d.press.home, "/bin/sh", "-c", "mkdir store && cat >store/wiretrace.toml")
	cmd.Stdin = strings.NewReader(settings)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	old := `{"id":"old","source":"north.example","published":"1999-05-01T07:00:00Z","text":"The old bridge over the Ede will close for two years from Monday, the council of Norhaven decided last night."}` + "\n"
	d.archive.drop(t, d.path("drop"), "0.jsonl", d.parts[0]+old)
	out, _ := d.press.run(t, exitDone, "nightly", "-s", d.store())
	if !strings.HasPrefix(out, fmt.Sprintf("nightly: 1 file read; %d new", dayArticles+1)) || !strings.Contains(out, "1 expired") {
		t.Errorf("the first night: %s", out)
	}
	if !d.two {
		return
	}
	private := d.archive
	private.umask = "077"
	private.drop(t, d.path("drop"), "private.jsonl", d.parts[0])
	d.press.run(t, exitFailed, "nightly", "-s", d.store())
	if reason := readFile(t, d.path("drop/failed"), "private.jsonl.reason.txt"); !strings.Contains(reason, "permission") {
		t.Errorf("the reason: %s", reason)
	}
}

// othersOnlyRead sees that the archive can read the store and change nothing of it.
func (d *day) othersOnlyRead(t *testing.T) {
	before := d.facts(t, d.store())
	for _, args := range [][]string{{"stats"}, {"report", "--top", "3"}, {"verify"}, {"audit"}} {
		d.archive.run(t, exitDone, append(args, "-s", d.store())...)
	}
	if d.two {
		for _, args := range [][]string{{"delete", "a00000001"}, {"hold", "--reason", "none", "a00000001"}, {"dedup"}, {"ingest", d.path("corpus.jsonl")}} {
			d.archive.run(t, exitFailed, append(args, "-s", d.store())...)
		}
	}
	if diff := cmp.Diff(before, d.facts(t, d.store())); diff != "" {
		t.Errorf("facts (-before +after):\n%s", diff)
	}
	d.press.run(t, exitDone, "verify", "-s", d.store())
}

// facts returns all that is stored, as the archive reads it.
func (d *day) facts(t *testing.T, dir string) []string {
	t.Helper()
	out, _ := d.archive.run(t, exitDone, "export", "-s", dir, "--revisions")
	lines := strings.SplitAfter(out, "\n")
	slices.Sort(lines)
	return lines
}

// A desk is a server and who asks it.
type desk struct {
	*day
	cmd      *exec.Cmd
	messages *lockedBuffer
	address  string
}

// A lockedBuffer takes the messages of a process that is running.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

const dayToken = "a-token-of-the-desk"

// serve starts the server of the store.
func (d *day) serve(t *testing.T) *desk {
	t.Helper()
	token := d.path("token")
	err := os.WriteFile(token, []byte(dayToken+"\n"), 0o600)
	if d.two {
		err = errors.Join(err, os.Chown(token, int(d.press.uid), dayGroup))
	}
	if err != nil {
		t.Fatal(err)
	}
	s := &desk{day: d, messages: &lockedBuffer{}}
	s.cmd = d.press.start(d.press.home, d.press.bin, "serve", "-s", d.store(), "--listen", "127.0.0.1:0", "--token-file", token)
	s.cmd.Stderr = s.messages
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.cmd.Process.Kill() }) // it has ended, if all is well
	s.address = serverAddress(t, s.messages)
	return s
}

// serverAddress waits until a server has said where it is.
func serverAddress(t *testing.T, messages *lockedBuffer) (address string) {
	t.Helper()
	at := regexp.MustCompile(`https?://[^/\s]+`)
	waitFor(t, func() bool {
		address = at.FindString(messages.String())
		return address != ""
	})
	return address
}

// ask sends a request and returns the answer, which must be 200.
func (s *desk) ask(ctx context.Context, client *http.Client, method, path, body string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.address+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+dayToken)
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: status %d: %s", method, path, res.StatusCode, b)
	}
	return b, err
}

// askAll asks everything that a desk asks until the context ends, and returns when each answer came.
func (s *desk) askAll(ctx context.Context, t *testing.T) (answers []time.Time) {
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	var copied map[string]any
	if err := json.Unmarshal([]byte(d0(s.parts)), &copied); err != nil {
		t.Error(err)
	}
	copied["id"], copied["source"], copied["published"] = "desk", "desk.example", "2024-05-02T23:00:00Z"
	delete(copied, "url")
	body, _ := json.Marshal(copied)
	for i := 0; ctx.Err() == nil; i++ {
		path := []string{"/v1/check", "/v1/check?near=true", "/stories", "/v1/clusters?limit=5", "/days", "/readyz"}[i%6]
		method, sent := http.MethodGet, ""
		if i%6 < 2 {
			method, sent = http.MethodPost, string(body)
		}
		b, err := s.ask(context.WithoutCancel(ctx), client, method, path, sent)
		if err == nil && sent != "" && !bytes.Contains(b, []byte(`"verdict":"copy"`)) {
			err = fmt.Errorf("%s: %s", path, b)
		}
		if err != nil {
			t.Error(err)
			return answers
		}
		answers = append(answers, time.Now())
		time.Sleep(10 * time.Millisecond) // a desk, not a flood
	}
	return answers
}

// d0 is the first record of the first night.
func d0(parts []string) string {
	line, _, _ := strings.Cut(parts[0], "\n")
	return line
}

// nights lets the timer run nights while the desk asks, by HTTP and by the socket. Two timers that meet do no harm.
func (s *desk) nights(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var wg sync.WaitGroup
	var answers []time.Time
	wg.Go(func() { answers = s.askAll(ctx, t) })
	lines := s.path("asked.jsonl")
	writeFile(t, s.root, "asked.jsonl", s.parts[0])
	wg.Go(func() {
		for ctx.Err() == nil {
			if out, _ := s.press.run(t, exitDone, "check", "-s", s.store(), "--near", "--jsonl", lines); strings.Count(out, "\n") != dayArticles {
				t.Errorf("check --jsonl: %d answers", strings.Count(out, "\n"))
				return
			}
		}
	})
	var spans [][2]time.Time
	for night, part := range s.parts[1:4] {
		s.archive.drop(t, s.path("drop"), fmt.Sprintf("%d.jsonl", night+1), part)
		begun := time.Now()
		var other sync.WaitGroup
		if night == 1 {
			other.Go(func() { s.press.run(t, exitDone, "nightly", "-s", s.store()) })
		}
		s.press.run(t, exitDone, "nightly", "-s", s.store())
		other.Wait()
		spans = append(spans, [2]time.Time{begun, time.Now()})
	}
	if s.two { // the socket is of press alone
		_, said := s.archive.run(t, exitInUse, "stats", "-s", s.store())
		if !strings.Contains(said, strconv.Itoa(s.cmd.Process.Pid)) {
			t.Errorf("the message does not name the server: %s", said)
		}
	}
	cancel()
	wg.Wait()
	for i, span := range spans {
		within := 0
		for _, at := range answers {
			if at.After(span[0]) && at.Before(span[1]) {
				within++
			}
		}
		if t.Logf("night %d: %v, %d answers", i+1, span[1].Sub(span[0]).Round(time.Millisecond), within); within == 0 {
			t.Errorf("the desk got no answer during night %d", i+1)
		}
	}
}

// takeDown removes an article for good while a server runs, and holds another one. The desk adds articles.
func (s *desk) takeDown(t *testing.T) {
	s.press.run(t, exitDone, "hold", "-s", s.store(), "--by", "ann", "--reason", "suit 7/24", "a00000001")
	s.press.run(t, exitFailed, "delete", "-s", s.store(), "a00000001")
	out, _ := s.press.run(t, exitDone, "delete", "-s", s.store(), "--block", "--proof", "--by", "bea", "--reason", "order 12/24", gone)
	if !strings.Contains(out, "nothing of it is left") {
		t.Errorf("delete --proof: %s", out)
	}
	tr := &http.Transport{}
	defer tr.CloseIdleConnections()
	answer, err := s.ask(t.Context(), &http.Client{Transport: tr}, http.MethodPost, "/v1/articles", s.parts[4])
	if want := fmt.Sprintf(`"done":true,"read":%d,"stored":%d`, dayArticles, dayArticles); err != nil || !bytes.Contains(answer, []byte(want)) {
		t.Errorf("the desk's articles: %v, the answer lacks %s: %s", err, want, answer)
	}
	s.archive.drop(t, s.path("drop"), "again.jsonl", s.parts[0])
	if out, _ = s.press.run(t, exitDone, "nightly", "-s", s.store()); !strings.Contains(out, fmt.Sprintf("0 new, 0 revised, %d known", dayArticles-1)) || !strings.Contains(out, "1 blocked and kept out") {
		t.Errorf("the night after the deletion: %s", out)
	}
	if out, _ = s.press.run(t, exitDone, "audit", "-s", s.store()); !strings.Contains(out, " bea: delete of 1 article") || !strings.Contains(out, " ann: hold of 1 article") {
		t.Errorf("audit: %s", out)
	}
}

// gone is the id of the article that is taken down.
const gone = "a00000002"

// end stops the server, as systemd does.
func (s *desk) end(t *testing.T) {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if status := endWithin(t, s.cmd, serveGrace); status != exitDone {
		t.Errorf("serve ended with status %d: %s", status, s.messages.String())
	}
}

// evening lets the archive take everything with it: records, a backup, reports. What it makes of them has the same facts and the
// same conclusions.
func (d *day) evening(t *testing.T) {
	at := func(name string) string { return filepath.Join(d.archive.home, name) }
	d.press.run(t, exitDone, "verify", "-s", d.store())
	facts := d.facts(t, d.store())
	if n := len(facts); n != 5*dayArticles-1+1 { // the last one is empty
		t.Errorf("%d articles", n-1)
	}
	if slices.ContainsFunc(facts, func(line string) bool { return strings.Contains(line, gone) }) {
		t.Error("the article that was taken down is there")
	}
	d.archive.run(t, exitDone, "backup", "-s", d.store(), at("own.wtb"))
	nights, err := filepath.Glob(d.path("press/backups/*.wtb"))
	if err != nil || len(nights) < 4 {
		t.Fatalf("%d backups of nights, %v", len(nights), err)
	}
	report, _ := d.archive.run(t, exitDone, "report", "-s", d.store(), "--json")
	for i, backup := range []string{at("own.wtb"), nights[len(nights)-1]} {
		restored := at(fmt.Sprintf("restored-%d", i))
		d.archive.run(t, exitDone, "restore", "-s", restored, backup)
		d.archive.run(t, exitDone, "verify", "-s", restored)
		if diff := cmp.Diff(facts, d.facts(t, restored)); diff != "" {
			t.Errorf("facts of %s (-store +restored):\n%s", backup, diff)
		}
		if again, _ := d.archive.run(t, exitDone, "report", "-s", restored, "--json"); again != report {
			t.Errorf("the report of %s is another one", backup)
		}
		d.archive.run(t, exitDone, "dedup", "-q", "-s", restored, "--out", at("out"))
		sameResults(t, d.path("press/out"), at("out"))
	}
	d.archive.run(t, exitDone, "report", "-s", d.store(), "--format", "html", "-o", at("site")+"/")
	d.archive.run(t, exitDone, "export", "-s", d.store(), "--revisions", "-o", at("all.jsonl"))
	d.archive.run(t, exitDone, "dedup", "-q", "-s", at("anew"), "--out", at("calm"), at("all.jsonl"))
	d.archive.run(t, exitDone, "dedup", "-q", "-s", at("restored-0"), "--learn", "--out", at("out"))
	sameResults(t, at("calm"), at("out"))
}

// sameResults compares the result files of two runs.
func sameResults(t *testing.T, want, got string) {
	t.Helper()
	for _, name := range []string{"articles", "clusters", "pairs", "passages", "copies", "outlets"} {
		if diff := cmp.Diff(readFile(t, want, name+".jsonl"), readFile(t, got, name+".jsonl")); diff != "" {
			t.Errorf("%s.jsonl (-%s +%s):\n%s", name, filepath.Base(want), filepath.Base(got), diff)
		}
	}
}
