package serve

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Errors of requests.
var (
	errInput   = errors.New("bad request")
	errType    = errors.New("content type")
	errPacking = errors.New("content encoding")
	errUnpacks = errors.New("the body unpacks to too much")
	errSlow    = errors.New("the body came too slowly")
)

// paced is how much must come within the time that a sender has.
const paced = 64 << 10

// A pacedReader reads the body of a request. It gives up where it comes too slowly.
type pacedReader struct {
	body    io.Reader
	control *http.ResponseController
	idle    time.Duration
	n       int64 // since the deadline was set
	begun   bool
}

func (p *pacedReader) Read(b []byte) (int, error) {
	if !p.begun || p.n >= paced {
		_ = p.control.SetReadDeadline(time.Now().Add(p.idle)) // a connection without deadlines is a test's
		p.begun, p.n = true, 0
	}
	n, err := p.body.Read(b)
	p.n += int64(n)
	var netErr net.Error
	if errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &netErr) && netErr.Timeout() {
		err = fmt.Errorf("%w: %d KiB must come within %v", errSlow, paced>>10, p.idle)
	}
	return n, err
}

// body returns the body of a request unpacked, at most so many bytes of it. The function ends it.
func (s *Server) body(w http.ResponseWriter, r *http.Request, most int64) (io.Reader, func(), error) {
	raw := &pacedReader{body: http.MaxBytesReader(w, r.Body, most), control: http.NewResponseController(w), idle: s.limits.Idle}
	switch packing := strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Encoding"))); packing {
	case "", "identity":
		return raw, func() {}, nil
	case "gzip":
		z, err := gzip.NewReader(raw)
		if err != nil {
			return nil, nil, inputError(err)
		}
		return &bounded{r: z, left: most}, func() { _ = z.Close() }, nil
	case "zstd":
		z, err := zstd.NewReader(raw, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, nil, inputError(err)
		}
		return &bounded{r: z, left: most}, z.Close, nil
	default:
		return nil, nil, fmt.Errorf("%w %q: send gzip, zstd or none", errPacking, short(packing))
	}
}

// A bounded reader fails once more than left bytes come.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, errUnpacks
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left+1)])
	b.left -= int64(n)
	switch {
	case b.left < 0:
		return n, errUnpacks
	case err != nil && !errors.Is(err, io.EOF):
		return n, inputError(err)
	}
	return n, err
}

// inputError marks an error of what was sent, unless it is marked already.
func inputError(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) || errors.Is(err, errUnpacks) || errors.Is(err, errSlow) || errors.Is(err, errInput) {
		return err
	}
	return fmt.Errorf("%w: %w", errInput, err)
}

// readBody returns the whole body of a request, unpacked.
func (s *Server) readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	body, end, err := s.body(w, r, s.limits.Body)
	if err != nil {
		return nil, err
	}
	defer end()
	data, err := io.ReadAll(body)
	if err != nil {
		return nil, inputError(err)
	}
	if len(data) == 0 {
		return nil, fmt.Errorf("%w: the body is empty", errInput)
	}
	return data, nil
}
