package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Documents returns RunResult documents as engines write them: runs of 3 to 60
// steps, compact and indented, successful and failed.
func Documents() [][]byte {
	var out [][]byte
	for i, steps := range []int{3, 8, 15, 24, 40, 60} {
		doc := Document(steps, i)
		out = append(out, doc)
		var pretty bytes.Buffer
		if err := json.Indent(&pretty, doc, "", "  "); err != nil {
			panic(err)
		}
		out = append(out, pretty.Bytes())
	}
	return out
}

// Document returns one valid document with that many steps.
func Document(steps, seed int) []byte {
	start := time.Date(2026, 1, 26, 10, 8, 52, 738134000, time.UTC)
	hash := func(n int) string {
		return "sha256:" + strings.Repeat(fmt.Sprintf("%016x", uint64(n)*0x9e3779b97f4a7c15), 4)
	}
	stamp := func(ms int) string {
		return start.Add(time.Duration(ms) * time.Millisecond).Format("2006-01-02T15:04:05.000000+00:00")
	}
	var b strings.Builder
	fmt.Fprintf(&b, `{"run_result_version":"1.0","run_id":"58d10887f8%02x","status":"%s","started_at":"%s","finished_at":"%s","duration_ms":%d,"summary":"%d steps planned",`,
		seed, []string{"success", "failed"}[seed%2], stamp(0), stamp(steps*1000), steps*1000, steps)
	b.WriteString(`"steps":[`)
	for i := range steps {
		if i > 0 {
			b.WriteByte(',')
		}
		status, failure := "success", ""
		if seed%2 == 1 && i == steps-1 {
			status, failure = "failed", `,"error":{"type":"MODEL_NOT_FOUND","message":"no model named \"champion\" was exported","details":{"looked_in":["artifacts","models"],"tries":3},"hint":null}`
		}
		fmt.Fprintf(&b, `{"step_id":"transform.step_%d","kind":"%s","status":"%s","started_at":"%s","finished_at":"%s","duration_ms":%d,"summary":"%d rows cast without loss","warnings":[%s],"artifacts":[`,
			i, []string{"diagnostic", "transform", "train", "evaluate"}[i%4], status, stamp(i*1000), stamp(i*1000+473), 473, i*37, []string{"", `"3 rows dropped"`}[i%2])
		if i%3 == 0 {
			fmt.Fprintf(&b, `{"name":"payload","path":"artifacts/step_%d/payload.json","hash":"%s","type":"payload","size_bytes":%d}`, i, hash(i), i*1021)
		}
		fmt.Fprintf(&b, `],"critical":true,"depends_on":[%s]%s}`, []string{`"ingest.load"`, `"ingest.load","contract.load"`}[i%2], failure)
	}
	fmt.Fprintf(&b, `],"metrics":{"champion.accuracy":0.9731,"champion.f1":0.88,"champion.model_id":"lgbm-%d","steps.executed":%d,"steps.total":%d,"warnings.total":%d},`, seed, steps, steps, steps/2)
	fmt.Fprintf(&b, `"artifacts":[{"name":"bundle","path":"artifacts/inference_bundle.joblib","hash":"%s","type":"bundle","size_bytes":1048576,"media_type":"application/octet-stream"}],`, hash(seed))
	fmt.Fprintf(&b, `"references":{"manifest_path":"manifest.json","config_hash":"%s","contract_hash":"%s","manifest_hash":"%s"},"producer":{"name":"atlas-dataflow","version":"0.1.0"}}`, hash(1), hash(2), hash(3))
	return []byte(b.String())
}
