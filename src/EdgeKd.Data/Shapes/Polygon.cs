namespace EdgeKd.Data.Shapes;

/// <summary>A closed polygon that knows its signed distance.</summary>
internal sealed class Polygon
{
    private readonly float[] _x, _y, _edgeX, _edgeY, _inverseLength2;

    /// <param name="points">x and y of each corner in turn.</param>
    public Polygon(ReadOnlySpan<float> points)
    {
        var count = points.Length / 2;
        (_x, _y, _edgeX, _edgeY, _inverseLength2) = (new float[count], new float[count], new float[count], new float[count], new float[count]);
        for (var i = 0; i < count; i++)
        {
            var next = (i + 1) % count;
            (_x[i], _y[i]) = (points[2 * i], points[2 * i + 1]);
            (_edgeX[i], _edgeY[i]) = (points[2 * next] - _x[i], points[2 * next + 1] - _y[i]);
            _inverseLength2[i] = 1 / (_edgeX[i] * _edgeX[i] + _edgeY[i] * _edgeY[i]);
        }
    }

    /// <summary>The distance to the nearest edge, negative inside (even-odd rule).</summary>
    public float Distance(float x, float y)
    {
        var nearest2 = float.MaxValue;
        var inside = false;
        for (var i = 0; i < _x.Length; i++)
        {
            float dx = x - _x[i], dy = y - _y[i], ex = _edgeX[i], ey = _edgeY[i];
            var along = Math.Clamp((dx * ex + dy * ey) * _inverseLength2[i], 0f, 1f);
            float rx = dx - ex * along, ry = dy - ey * along;
            nearest2 = Math.Min(nearest2, rx * rx + ry * ry);
            // A ray to the right crosses this edge when the edge straddles its height and lies to the right there.
            if (dy < 0 != dy < ey && dx * ey < dy * ex == ey > 0) inside = !inside;
        }
        var distance = MathF.Sqrt(nearest2);
        return inside ? -distance : distance;
    }
}
