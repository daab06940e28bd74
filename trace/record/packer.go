package record

import (
	"sync"

	"github.com/klauspost/compress/zstd"
)

// codecs returns the packer. It is costly to make and safe for concurrent use, so there is one.
var codecs = sync.OnceValues(func() (packer, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderCRC(true), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
	if err != nil {
		return packer{}, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxUnpacked))
	return packer{enc, dec}, err
})

type packer struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}
