package contract

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/rt"
)

// TestZeroUnionIsNull: where null is allowed, the zero value is null, so that what
// marshals without an error reads back as an equal value.
func TestZeroUnionIsNull(t *testing.T) {
	var zero runresultv1.MetricValue
	require.True(t, zero.IsNull())
	require.Equal(t, rt.KindNull, zero.Kind())
	require.True(t, zero.Equal(runresultv1.NewMetricValueNull()))
	require.False(t, zero.Equal(runresultv1.NewMetricValueBool(false)))
	text, err := zero.MarshalJSON()
	require.NoError(t, err)
	require.Equal(t, "null", string(text))
	back, err := runresultv1.UnmarshalMetricValue(text)
	require.NoError(t, err)
	require.True(t, zero.Equal(back))
}
