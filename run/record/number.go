package record

import (
	"math"
	"reflect"
	"strconv"

	"github.com/atlas-dataflow/runresult/rt"
)

func uitoa(n uint64) string { return strconv.FormatUint(n, 10) }

// float spells a float in the fewest digits of its own width: 0.1 of 32 bits is
// 0.1, not what it is in 64.
func float(value reflect.Value) (rt.Number, error) {
	f := value.Float()
	if math.IsNaN(f) || math.IsInf(f, 0) || value.Kind() == reflect.Float64 {
		return rt.NumberFromFloat64(f)
	}
	return rt.ParseNumber(strconv.FormatFloat(f, 'g', -1, 32))
}
