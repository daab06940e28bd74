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

// The errors of requests.
var (
	errInput   = errors.New("bad request")
	errType    = errors.New("content type")
	errPacking = errors.New("content encoding")
	errUnpacks = errors.New("the body unpacks to too much")
	errSlow    = errors.New("the body came too slowly")
)

// sendBounds limit what a sender may send.
type sendBounds struct {
	record, batch int64
	idle          time.Duration // 0: no limit
}

// localBounds are the limits for commands on this computer: records as long as in files, any number of
// them, at any speed.
var localBounds = sendBounds{record: 64 << 20, batch: 1 << 62}

// localKey marks the requests of commands on this computer.
type localKey struct{}

// bounds returns the limits for the sender of a request.
func (s *Server) bounds(r *http.Request) sendBounds {
	if r.Context().Value(localKey{}) != nil {
		return localBounds
	}
	return sendBounds{s.limits.Body, s.limits.Batch, s.limits.Idle}
}

// paced is how many bytes must arrive within the idle time.
const paced = 64 << 10

// A pacedReader reads the body of a request. It fails if the body arrives too slowly. Time counts only
// while it reads.
type pacedReader struct {
	body    io.Reader
	control *http.ResponseController
	idle    time.Duration // 0: no limit
	left    time.Duration // remaining time for the next bytes
	n       int64         // bytes that arrived in that time
	ended   bool
}

func (p *pacedReader) Read(b []byte) (int, error) {
	if p.idle == 0 || p.ended {
		return p.body.Read(b)
	}
	if p.left == 0 || p.n >= paced {
		p.left, p.n = p.idle, 0
	}
	began := time.Now()
	_ = p.control.SetReadDeadline(began.Add(p.left)) // only connections in tests have no deadlines
	n, err := p.body.Read(b)
	_ = p.control.SetReadDeadline(time.Time{}) // do not count the time while the server works
	p.left = max(p.left-time.Since(began), 1)
	p.n += int64(n)
	p.ended = errors.Is(err, io.EOF)
	var netErr net.Error
	if errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &netErr) && netErr.Timeout() {
		err = fmt.Errorf("%w: %d KiB must come within %v", errSlow, paced>>10, p.idle)
	}
	return n, err
}

// end is called when reading is over. It limits how long the server may read the rest of a body, and
// restarts the time in which the sender must receive the answer.
func (p *pacedReader) end() {
	if p.idle == 0 {
		return
	}
	if !p.ended {
		_ = p.control.SetReadDeadline(time.Now().Add(max(p.left, 1)))
	}
	_ = p.control.SetWriteDeadline(time.Now().Add(2 * p.idle))
}

// body returns the unpacked body of a request, at most most bytes of it. Call the function at the end.
func (s *Server) body(w http.ResponseWriter, r *http.Request, most int64) (io.Reader, func(), error) {
	raw := &pacedReader{body: http.MaxBytesReader(w, r.Body, most), control: http.NewResponseController(w), idle: s.bounds(r).idle}
	switch packing := strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Encoding"))); packing {
	case "", "identity":
		return raw, raw.end, nil
	case "gzip":
		z, err := gzip.NewReader(raw)
		if err != nil {
			raw.end()
			return nil, nil, inputError(err)
		}
		return &bounded{r: z, left: most}, func() { _ = z.Close(); raw.end() }, nil
	case "zstd":
		z, err := zstd.NewReader(raw, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20), zstd.WithDecoderLowmem(true))
		if err != nil {
			raw.end()
			return nil, nil, inputError(err)
		}
		return &bounded{r: z, left: most}, func() { z.Close(); raw.end() }, nil
	default:
		return nil, nil, fmt.Errorf("%w %q: send gzip, zstd or none", errPacking, short(packing))
	}
}

// A bounded is a reader that fails after left bytes.
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

// inputError marks an error as caused by what was sent, unless it is already marked.
func inputError(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) || errors.Is(err, errUnpacks) || errors.Is(err, errSlow) || errors.Is(err, errInput) {
		return err
	}
	return fmt.Errorf("%w: %w", errInput, err)
}

// readBody returns the whole unpacked body of a request.
func (s *Server) readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	body, end, err := s.body(w, r, s.bounds(r).record)
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
