package record

import (
	"encoding/json"
	"math"
	"reflect"
	"time"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/run"
)

const maxMetricName = 250

// counters are the names that the recorder counts itself.
var counters = func() map[string]bool {
	out := map[string]bool{}
	for _, c := range (run.Counts{}).Counters() {
		out[c.Key] = true
	}
	return out
}()

// Metric records a metric of the whole run; a later value replaces an earlier
// one. The value is a finite number, a string, a bool, an rt.Number, a
// runresultv1.MetricValue, or nil for a metric that is not defined for this run.
// A time.Duration is refused, because a bare number says nothing of its unit:
// record d.Milliseconds() or d.Seconds() under a name that does.
func (r *Run) Metric(name string, value any) error {
	v, err := metric(name, value)
	if err != nil {
		return err
	}
	return r.change(func() error {
		if _, counted := r.counts[name]; counted {
			return misuse("metric "+quote(name), "use another name", "it is a counter already")
		}
		r.metrics[name] = v
		return nil
	})
}

// Count adds to a counter of the whole run, which begins at 0 and is written as
// a metric. The counters of steps and warnings are the recorder's own.
func (r *Run) Count(name string, by int64) error {
	if err := metricName(name); err != nil {
		return err
	}
	return r.change(func() error {
		if _, taken := r.metrics[name]; taken {
			return misuse("counter "+quote(name), "use another name", "it is a metric already")
		}
		old := r.counts[name]
		if by > 0 && old > math.MaxInt64-by || by < 0 && old < math.MinInt64-by {
			return misuse("counter "+quote(name), "count in larger units", "%d and %d more is beyond what a counter holds", old, by)
		}
		r.counts[name] = old + by
		return nil
	})
}

func metricName(name string) error {
	about := "metric " + quote(name)
	switch {
	case name == "" || !utf8.ValidString(name):
		return misuse(about, "give it a name of valid UTF-8", "it has no usable name")
	case utf8.RuneCountInString(name) > maxMetricName:
		return misuse(about, "", "its name is longer than %d characters", maxMetricName)
	case counters[name]:
		return misuse(about, "leave it out", "the recorder counts it itself")
	}
	return nil
}

func metric(name string, value any) (v runresultv1.MetricValue, err error) {
	if err := metricName(name); err != nil {
		return v, err
	}
	about := "metric " + quote(name)
	switch value := value.(type) {
	case nil:
		return runresultv1.NewMetricValueNull(), nil
	case runresultv1.MetricValue:
		v = value
	case rt.Number:
		v = runresultv1.NewMetricValueNumber(value)
	case time.Duration:
		return v, misuse(about, "record d.Milliseconds() under a name that ends in _ms, or d.Seconds()", "a duration has no unit once it is a number")
	case json.Number:
		n, err := rt.ParseNumber(value.String())
		if err != nil {
			return v, misuse(about, "", "%q is no JSON number", value.String())
		}
		v = runresultv1.NewMetricValueNumber(n)
	default:
		if v, err = scalar(about, reflect.ValueOf(value)); err != nil {
			return v, err
		}
	}
	if err := v.Validate(); err != nil {
		return v, invalid(about, err)
	}
	return v, nil
}

// scalar takes any type whose values are plain, also a named one.
func scalar(about string, value reflect.Value) (v runresultv1.MetricValue, err error) {
	switch {
	case value.Kind() == reflect.Bool:
		return runresultv1.NewMetricValueBool(value.Bool()), nil
	case value.Kind() == reflect.String:
		return runresultv1.NewMetricValueString(clean(value.String())), nil
	case value.CanInt():
		return runresultv1.NewMetricValueNumber(rt.NumberFromInt64(value.Int())), nil
	case value.CanUint():
		n, err := rt.ParseNumber(uitoa(value.Uint()))
		return runresultv1.NewMetricValueNumber(n), err
	case value.CanFloat():
		n, err := float(value)
		if err != nil {
			return v, misuse(about, "record nil for a metric that is not defined for this run", "%v is not finite, and JSON has no such number", value.Float())
		}
		return runresultv1.NewMetricValueNumber(n), nil
	}
	return v, misuse(about, "record a number, a string, a bool or nil; a matrix or a curve belongs in an artifact", "a %s is not a scalar", value.Type())
}
