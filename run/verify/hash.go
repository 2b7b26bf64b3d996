package verify

import (
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/atlas-dataflow/runresult/internal/wording"
)

// canonical is the prefixed form of a digest, "" when it is none.
func canonical(digest string) string {
	name, digits, prefixed := strings.Cut(digest, ":")
	if !prefixed {
		name, digits = "sha256", digest
	}
	want := map[string]int{"sha256": 64, "sha384": 96, "sha512": 128}[name]
	if want == 0 || len(digits) != want || strings.Trim(digits, "0123456789abcdef") != "" {
		return ""
	}
	return name + ":" + digits
}

// algorithm is the name before the colon of a canonical digest.
func algorithm(digest string) string {
	name, _, _ := strings.Cut(digest, ":")
	return name
}

func hasher(name string) hash.Hash {
	switch name {
	case "sha384":
		return sha512.New384()
	case "sha512":
		return sha512.New()
	}
	return sha256.New()
}

// sum is the canonical digest of bytes.
func sum(name string, data []byte) string {
	h := hasher(name)
	_, _ = h.Write(data) // a hash never fails
	return name + ":" + hex.EncodeToString(h.Sum(nil))
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// clip bounds a spelling that findings repeat.
func clip(s string) string { return wording.Clip(s, 400) }

// work is one file to hash with one algorithm.
type work struct {
	path, algorithm string
	info            fs.FileInfo

	digest string
	bad    *trouble
}

// chunk is how much is read at a time: enough to make calls cheap, and little
// enough to stay in the processor's cache until it is hashed.
const chunk = 256 << 10

// chunks lends out buffers: a stream of small runs would leave one a run behind.
var chunks = sync.Pool{New: func() any { return new([chunk]byte) }}

// hashAll computes the digests of all files, several at a time. It returns the
// error of the context when that ends first.
func (d *runDir) hashAll(ctx context.Context, jobs int, list []*work, progress func(n int64)) error {
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	jobs = min(jobs, len(list))
	if jobs <= 1 {
		buffer := chunks.Get().(*[chunk]byte)
		defer chunks.Put(buffer)
		for _, w := range list {
			d.hash(ctx, w, buffer[:], progress)
		}
		return ctx.Err()
	}
	queue := make(chan *work)
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			buffer := chunks.Get().(*[chunk]byte)
			defer chunks.Put(buffer)
			for w := range queue {
				d.hash(ctx, w, buffer[:], progress)
			}
		})
	}
	for _, w := range list {
		queue <- w
	}
	close(queue)
	workers.Wait()
	return ctx.Err()
}

// hash computes one digest. No more is read than the file had when it was found,
// so one that grows without end is no trap.
func (d *runDir) hash(ctx context.Context, w *work, buffer []byte, progress func(n int64)) {
	if ctx.Err() != nil {
		return
	}
	f, bad := d.open(w.path, w.info)
	if bad != nil {
		w.bad = bad
		return
	}
	defer f.Close()
	h := hasher(w.algorithm)
	left := w.info.Size()
	for left > 0 {
		n, err := f.Read(buffer[:min(int64(len(buffer)), left)])
		_, _ = h.Write(buffer[:n])
		left -= int64(n)
		if n > 0 {
			progress(int64(n))
		}
		if ctx.Err() != nil {
			return
		}
		if errors.Is(err, io.EOF) || err == nil && n == 0 {
			w.bad = &trouble{kind: changed, detail: "became shorter while it was read"}
			return
		}
		if err != nil {
			w.bad = classify(err)
			return
		}
	}
	if w.bad = d.steady(w.path, f, w.info); w.bad == nil {
		w.digest = w.algorithm + ":" + hex.EncodeToString(h.Sum(nil))
	}
}
