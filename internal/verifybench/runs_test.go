package verifybench

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/rt"
)

// small measures runs as NDJSON, one a line, without evidence.
func (m *measuring) small(n int) error {
	const name = "runs.ndjson"
	size, err := m.writeLines(name, n, func(i int) (runresultv1.RunResult, error) { return smallRun(i), nil })
	if err != nil {
		return err
	}
	fmt.Fprintf(m.out, "\n%d small runs as NDJSON, %d bytes each\n", n, size/int64(n))
	return m.contestLines(n, name)
}

// proved measures runs as NDJSON with a directory of evidence for each: a
// manifest and two artifacts.
func (m *measuring) proved(n int) error {
	const name, root = "proved.ndjson", "runs"
	size, err := m.writeLines(name, n, func(i int) (runresultv1.RunResult, error) {
		doc := smallRun(i)
		err := m.addEvidence(filepath.Join(root, doc.RunID), &doc, 2, 4<<10)
		return doc, err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(m.out, "\n%d small runs as NDJSON, %d bytes each, with a manifest and two artifacts of 4 KiB each\n", n, size/int64(n))
	return m.contestLines(n, name, "--root", root)
}

func (m *measuring) contestLines(n int, name string, args ...string) error {
	var calls [][]string
	for _, j := range jobs() {
		calls = append(calls, m.verify(j, append(args, "--ndjson", name)...))
	}
	best, err := m.contest(calls...)
	if err != nil {
		return err
	}
	for i, j := range jobs() {
		m.row(fmt.Sprintf("verify --jobs %d", j), best[i], fmt.Sprintf("%.0f runs/s", float64(n)/best[i].wall.Seconds()))
	}
	return nil
}

// artifacts measures one run directory with a large set of artifacts beside
// sha256sum over the same files.
func (m *measuring) artifacts(size int64) error {
	const files = 64
	doc := smallRun(0)
	dir := "large"
	if err := m.addEvidence(dir, &doc, files, size/files); err != nil {
		return err
	}
	text, err := doc.MarshalJSON()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(m.dir, dir, documentName), text, 0o600); err != nil {
		return err
	}
	fmt.Fprintf(m.out, "\n%d MiB of artifacts in %d files\n", size>>20, files)
	var sums []string
	for _, a := range doc.Artifacts {
		sums = append(sums, filepath.Join(dir, filepath.FromSlash(a.Path)))
	}
	calls := [][]string{append([]string{"sha256sum", "--"}, sums...)}
	for _, j := range jobs() {
		calls = append(calls, m.verify(j, dir))
	}
	best, err := m.contest(calls...)
	if err != nil {
		return err
	}
	row := func(name string, t took) {
		rate := float64(size) / (1 << 20) / t.wall.Seconds()
		m.row(name, t, fmt.Sprintf("%.0f MiB/s, %.2f of sha256sum", rate, t.wall.Seconds()/best[0].wall.Seconds()))
	}
	row("sha256sum", best[0])
	for i, j := range jobs() {
		row(fmt.Sprintf("verify --jobs %d", j), best[i+1])
	}
	return nil
}

// writeLines writes a file of runs and returns its size.
func (m *measuring) writeLines(name string, n int, make func(i int) (runresultv1.RunResult, error)) (int64, error) {
	f, err := os.Create(filepath.Join(m.dir, name))
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	w := bufio.NewWriterSize(f, 1<<20)
	var line []byte
	size := int64(0)
	for i := range n {
		doc, err := make(i)
		if err != nil {
			return 0, err
		}
		line = append(doc.AppendJSON(line[:0]), '\n')
		size += int64(len(line))
		if _, err := w.Write(line); err != nil {
			return 0, err
		}
	}
	if err := w.Flush(); err != nil {
		return 0, err
	}
	return size, f.Close()
}

const (
	documentName = "runresult.json"
	manifestName = "manifest.json"
)

// smallRun is a truthful run of five steps: most succeeded, some failed, which
// blocked what came after it.
func smallRun(i int) runresultv1.RunResult {
	began := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Second)
	at := func(ms int64) rt.Timestamp { return rt.NewTimestamp(began.Add(time.Duration(ms) * time.Millisecond)) }
	hash := "sha256:" + strings.Repeat("0a", 32)
	version := "1.0"
	doc := runresultv1.RunResult{
		RunResultVersion: &version, RunID: fmt.Sprintf("run-%07d", i), Status: runresultv1.RunStatusSuccess,
		StartedAt: at(0), FinishedAt: at(2600), DurationMS: 2600, Summary: "a nightly run",
		Metrics: map[string]runresultv1.MetricValue{}, Artifacts: []runresultv1.Artifact{},
		References: runresultv1.References{ManifestPath: manifestName, ManifestHash: &hash, ConfigHash: hash, ContractHash: hash},
	}
	failed := i%10 == 9
	kinds := []string{"diagnostic", "transform", "train", "evaluate", "export"}
	for k, kind := range kinds {
		s := runresultv1.Step{
			StepID: fmt.Sprintf("%s.%d", kind, k), Kind: kind, Status: runresultv1.StepStatusSuccess,
			Summary: "as planned", Warnings: []string{}, Artifacts: []runresultv1.Artifact{},
		}
		if k > 0 {
			s.DependsOn = []string{doc.Steps[k-1].StepID}
		}
		switch {
		case failed && k > 2:
			reason := "dependency_failed"
			s.Status, s.Summary, s.Reason, s.BlockedBy = runresultv1.StepStatusBlocked, "never started", &reason, s.DependsOn
		default:
			from, to, ms := at(int64(500*k+50)), at(int64(500*k+500)), int64(450)
			s.StartedAt, s.FinishedAt, s.DurationMS = &from, &to, &ms
		}
		if failed && k == 2 {
			s.Status, s.Summary = runresultv1.StepStatusFailed, "no memory left"
			s.Error = &runresultv1.ErrorInfo{Type: "OUT_OF_MEMORY", Message: "no memory left"}
			doc.Status = runresultv1.RunStatusFailed
		}
		doc.Steps = append(doc.Steps, s)
	}
	return doc
}

// addEvidence writes artifacts of one size and the manifest that lists them, and
// tells the document of both.
func (m *measuring) addEvidence(dir string, doc *runresultv1.RunResult, files int, size int64) error {
	if err := os.MkdirAll(filepath.Join(m.dir, dir, "artifacts"), 0o700); err != nil {
		return err
	}
	seed := [32]byte{1}
	copy(seed[1:], doc.RunID)
	random := rand.NewChaCha8(seed)
	var listed []string
	for k := range files {
		path := fmt.Sprintf("artifacts/part-%02d.bin", k)
		sum, err := writeRandom(filepath.Join(m.dir, dir, filepath.FromSlash(path)), random, size)
		if err != nil {
			return err
		}
		doc.Artifacts = append(doc.Artifacts, runresultv1.Artifact{
			Name: fmt.Sprintf("part %d", k), Path: path, Hash: "sha256:" + sum, Type: "other", SizeBytes: &size,
		})
		listed = append(listed, fmt.Sprintf(`{"artifact_id":"a-%d","type":"other","path":%q,"hash":"sha256:%s"}`, k, path, sum))
	}
	manifest := fmt.Sprintf(`{"manifest_version":"1.0","run":{"run_id":%q,"status":%q},"config":{"hash":%q},"contract":{"hash":%q},"steps":[],"events":[],"artifacts":[%s],"summary":{}}`,
		doc.RunID, doc.Status, doc.References.ConfigHash, doc.References.ContractHash, strings.Join(listed, ","))
	sum := sha256.Sum256([]byte(manifest))
	hash := "sha256:" + hex.EncodeToString(sum[:])
	doc.References.ManifestHash = &hash
	return os.WriteFile(filepath.Join(m.dir, dir, manifestName), []byte(manifest), 0o600)
}

// writeRandom writes a file of random bytes and returns their digest.
func writeRandom(path string, random io.Reader, size int64) (string, error) {
	f, err := os.Create(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(f, h), random, size); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), f.Close()
}
