package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected outputs in testdata/script")

func TestMain(m *testing.M) {
	if os.Getenv("WIRETRACE_TEST_MAIN") != "" { // see command
		main()
	}
	noSleepAtExit()
	testscript.Main(m, map[string]func(){
		"wiretrace": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// noSleepAtExit lets the processes of the tests end at once. With the race detector each would sleep for a second first:
// 1.05 s for "wiretrace version" instead of 0.06 s, in a thousand processes.
func noSleepAtExit() {
	if os.Getenv("GORACE") == "" {
		_ = os.Setenv("GORACE", "atexit_sleep_ms=0")
	}
}

// TestScripts runs the command lines of testdata/script: one file a command.
func TestScripts(t *testing.T) {
	press, err := filepath.Abs("../../testdata/press")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("PRESS", press)
			e.Setenv("GORACE", os.Getenv("GORACE"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":   checkStatus,
			"gzip":     gzipFile,
			"truncate": truncateFile,
			"longline": longLine,
			"waitfor":  waitForFile,
			"deepjson": deepJSON,
		},
	})
}

// checkStatus runs wiretrace and compares its exit status:
// status N args...
func checkStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N args...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	var out, errOut bytes.Buffer
	cwd := ts.MkAbs(".")
	full := append([]string{}, args[1:]...)
	for i, a := range full {
		if !strings.HasPrefix(a, "-") && i > 0 {
			if _, err := os.Stat(filepath.Join(cwd, a)); err == nil {
				full[i] = filepath.Join(cwd, a)
			}
		}
	}
	if !slices.Contains(full, "--store") {
		full = append(full, "--store", filepath.Join(cwd, "wiretrace-store"))
	}
	got := run(context.Background(), full, strings.NewReader(""), &out, &errOut)
	if got != want {
		ts.Fatalf("exit status %d, want %d\nstdout: %s\nstderr: %s", got, want, out.String(), errOut.String())
	}
	ts.Logf("[status %d] %s", got, errOut.String())
}

// waitForFile waits until a file is there: waitfor FILE.
func waitForFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: waitfor FILE")
	}
	for range 600 {
		if _, err := os.Lstat(ts.MkAbs(args[0])); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%s is not there after 30 seconds", args[0])
}

// gzipFile compresses a file: gzip FILE writes FILE.gz.
func gzipFile(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	ts.Check(w.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]+".gz"), b.Bytes(), 0o666))
}

// truncateFile cuts a file to N bytes: truncate FILE N.
func truncateFile(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if info.Size() <= n {
		ts.Fatalf("truncate: %s has %d bytes: %d would make it longer", args[0], info.Size(), n)
	}
	ts.Check(os.Truncate(ts.MkAbs(args[0]), n))
}

// longLine writes one JSON line of N megabytes, then a good line: longline FILE N.
func longLine(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = f.WriteString(`{"id":"long","text":"`)
	ts.Check(err)
	chunk := strings.Repeat("word ", 1<<18/5*4)
	for range n {
		_, err = f.WriteString(chunk)
		ts.Check(err)
	}
	_, err = f.WriteString("\"}\n{\"id\":\"after\",\"source\":\"a.example\",\"text\":\"The ferry to Norhaven leaves at nine.\"}\n")
	ts.Check(err)
	ts.Check(f.Close())
}

// deepJSON writes one line of N nested arrays, then a good line: deepjson FILE N.
func deepJSON(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	line := `{"id":"deep","text":"x","extra":` + strings.Repeat("[", n) + strings.Repeat("]", n) + "}\n"
	line += `{"id":"after","source":"a.example","text":"The ferry to Norhaven leaves at nine."}` + "\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(line), 0o666))
}
