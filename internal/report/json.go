package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/atlas-dataflow/runresult/diag"
)

// JSON is the published form of findings.
var JSON = &Format{Name: "json", For: "programs: every finding with all that is known of it", open: newJSON}

// jsonFormat writes the published JSON report. "ok" stands before the findings
// that decide it, so findings wait in a spool until the report closes.
type jsonFormat struct {
	w     io.Writer
	spool spool
	n     int
}

func newJSON(w io.Writer, _ Options) Writer { return &jsonFormat{w: w} }

func (j *jsonFormat) Add(f diag.Finding) error {
	line, err := f.MarshalJSON()
	if err != nil {
		return err
	}
	if j.n > 0 {
		line = append([]byte(","), line...)
	}
	j.n++
	return j.spool.write(line)
}

func (j *jsonFormat) Close(ok bool) error {
	defer j.spool.close()
	if _, err := fmt.Fprintf(j.w, `{"format_version":"1","ok":%t,"findings":[`, ok); err != nil {
		return err
	}
	if err := j.spool.copyTo(j.w); err != nil {
		return err
	}
	_, err := io.WriteString(j.w, "]}\n")
	return err
}

// marshal is compact JSON without HTML escaping, so that a pattern or a
// placeholder in angle brackets stays readable.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// spoolInMemory is how much a spool holds before it turns to a file.
const spoolInMemory = 1 << 20

// spool keeps bytes for later: a little in memory, more in a temporary file
// that has no name any more where the system allows that.
type spool struct {
	buf  bytes.Buffer
	file *os.File
}

func (s *spool) write(p []byte) error {
	if s.file == nil && s.buf.Len()+len(p) <= spoolInMemory {
		s.buf.Write(p)
		return nil
	}
	if s.file == nil {
		f, err := os.CreateTemp("", "runresult-report-*")
		if err != nil {
			return err
		}
		s.file = f
		_ = os.Remove(f.Name()) // fails while open on some systems; close tries again
	}
	if s.buf.Len()+len(p) > spoolInMemory {
		if err := s.flush(); err != nil {
			return err
		}
	}
	s.buf.Write(p)
	return nil
}

func (s *spool) flush() error {
	_, err := s.buf.WriteTo(s.file)
	return err
}

func (s *spool) copyTo(w io.Writer) error {
	if s.file == nil {
		_, err := s.buf.WriteTo(w)
		return err
	}
	if err := s.flush(); err != nil {
		return err
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := io.Copy(w, s.file)
	return err
}

func (s *spool) close() {
	if s.file != nil {
		_ = s.file.Close()
		_ = os.Remove(s.file.Name())
	}
}
