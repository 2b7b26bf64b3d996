package bench

import (
	"bytes"
	"encoding/json"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/bytedance/sonic"
	"github.com/minio/simdjson-go"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/atlas-dataflow/runresult/bench/gojsonschema"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/schema"
)

// cpu returns the CPU time this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// ratio runs ours and the peer in turns over the documents and reports
// peer/ours ("times-faster") and ours/peer ("of-peer").
func ratio(b *testing.B, ours, peer func(doc []byte) error) {
	docs := Documents()
	for _, d := range docs {
		if err := ours(d); err != nil {
			b.Fatal("ours: ", err)
		}
		if err := peer(d); err != nil {
			b.Fatal("peer: ", err)
		}
	}
	const turns = 20
	var mine, theirs time.Duration
	measure := func(f func([]byte) error) time.Duration {
		runtime.GC()
		start := cpu()
		for range turns {
			for _, d := range docs {
				_ = f(d)
			}
		}
		return cpu() - start
	}
	for b.Loop() {
		mine += measure(ours)
		theirs += measure(peer)
	}
	b.ReportMetric(float64(theirs)/float64(mine), "times-faster")
	b.ReportMetric(float64(mine)/float64(theirs), "of-peer")
	b.ReportMetric(float64(mine)/float64(b.N*turns*len(docs)), "ns/doc")
}

func decode(doc []byte) error {
	_, err := runresultv1.UnmarshalRunResult(doc)
	return err
}

func BenchmarkDecodeVsV5(b *testing.B) {
	text, err := schema.Get("runresult.v1")
	if err != nil {
		b.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("urn:peer", bytes.NewReader(text)); err != nil {
		b.Fatal(err)
	}
	s, err := c.Compile("urn:peer")
	if err != nil {
		b.Fatal(err)
	}
	ratio(b, decode, func(doc []byte) error {
		var v any
		if err := json.Unmarshal(doc, &v); err != nil {
			return err
		}
		return s.Validate(v)
	})
}

func BenchmarkDecodeVsGoJSONSchema(b *testing.B) {
	ratio(b, decode, func(doc []byte) error {
		var v gojsonschema.RunresultV1Json
		return v.UnmarshalJSON(doc)
	})
}

func BenchmarkDecodeVsEncodingJSON(b *testing.B) {
	ratio(b, decode, func(doc []byte) error {
		var v plain
		return json.Unmarshal(doc, &v)
	})
}

func BenchmarkDecodeVsSonic(b *testing.B) {
	ratio(b, decode, func(doc []byte) error {
		var v plain
		return sonic.Unmarshal(doc, &v)
	})
}

func BenchmarkDecodeVsSimdjsonParse(b *testing.B) {
	if !simdjson.SupportedCPU() {
		b.Fatal("this CPU cannot run the peer")
	}
	var reuse *simdjson.ParsedJson
	ratio(b, decode, func(doc []byte) (err error) {
		reuse, err = simdjson.Parse(doc, reuse)
		return err
	})
}

func BenchmarkUnmarshalJSONVsEncodingJSON(b *testing.B) {
	ratio(b, func(doc []byte) error {
		var v runresultv1.RunResult
		return json.Unmarshal(doc, &v)
	}, func(doc []byte) error {
		var v plain
		return json.Unmarshal(doc, &v)
	})
}

func BenchmarkAppendJSONVsMarshal(b *testing.B) {
	type pair struct {
		ours  runresultv1.RunResult
		peers plain
	}
	values := map[string]*pair{}
	for _, d := range Documents() {
		p := &pair{}
		var err error
		if p.ours, err = runresultv1.UnmarshalRunResult(d); err != nil {
			b.Fatal(err)
		}
		if err := json.Unmarshal(d, &p.peers); err != nil {
			b.Fatal(err)
		}
		values[string(d)] = p
	}
	var buf []byte
	ratio(b, func(doc []byte) error {
		buf = values[string(doc)].ours.AppendJSON(buf[:0])
		return nil
	}, func(doc []byte) error {
		_, err := json.Marshal(&values[string(doc)].peers)
		return err
	})
}

// BenchmarkPerStep shows how the time of one step grows with their number.
func BenchmarkPerStep(b *testing.B) {
	for _, steps := range []int{100, 1_000, 10_000, 100_000} {
		doc := Document(steps, 0)
		b.Run(strconv.Itoa(steps), func(b *testing.B) {
			for b.Loop() {
				if err := decode(doc); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*steps), "ns/step")
		})
	}
}
