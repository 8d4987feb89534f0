using System.Text.Json.Nodes;

namespace EdgeKd.Release;

/// <summary>What ECharts needs to draw the charts of a report. Colours and fonts come from the page, so that they follow light and dark.</summary>
internal static class ChartOptions
{
    private const int LabelPixels = 110;

    /// <summary>A chart with two axes.</summary>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="y">The vertical axes: one, or one on each side.</param>
    /// <param name="series">What is drawn.</param>
    /// <param name="legend">Whether the series are named above.</param>
    public static JsonObject Axes(JsonObject x, IReadOnlyList<JsonObject> y, IEnumerable<JsonObject> series, bool legend = true)
    {
        var options = new JsonObject
        {
            ["animation"] = false,
            ["grid"] = new JsonObject { ["left"] = 8, ["right"] = 16, ["top"] = legend ? 56 : 32, ["bottom"] = 32, ["containLabel"] = true },
            // Rich text is drawn, so nothing of a hint becomes part of the page.
            ["tooltip"] = new JsonObject { ["trigger"] = "axis", ["renderMode"] = "richText", ["confine"] = true },
            ["xAxis"] = x,
            ["yAxis"] = new JsonArray([.. y]),
            ["series"] = new JsonArray([.. series]),
        };
        if (legend)
            options["legend"] = new JsonObject { ["top"] = 0, ["left"] = 0 };
        return options;
    }

    /// <summary>An axis of numbers.</summary>
    public static JsonObject Values(string name, double? from = null, double? to = null, bool fromZero = false)
    {
        var axis = new JsonObject { ["type"] = "value", ["name"] = name, ["scale"] = !fromZero };
        if (from is not null)
            axis["min"] = from;
        if (to is not null)
            axis["max"] = to;
        return axis;
    }

    /// <summary>A horizontal axis of words.</summary>
    public static JsonObject Categories(string name, IEnumerable<string> words) => new()
    {
        ["type"] = "category",
        ["name"] = name,
        ["data"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]),
    };

    /// <summary>A vertical axis of words, the first one at the top; long ones are cut to leave room for what is drawn.</summary>
    public static JsonObject Rows(IEnumerable<string> words)
    {
        var axis = Categories("", words);
        axis["inverse"] = true;
        axis["axisLabel"] = new JsonObject { ["width"] = LabelPixels, ["overflow"] = "truncate" };
        return axis;
    }

    /// <summary>The same axis with its name below it instead of at its end, where it would be cut.</summary>
    public static JsonObject NamedBelow(this JsonObject axis)
    {
        axis["nameLocation"] = "middle";
        axis["nameGap"] = 28;
        return axis;
    }

    /// <summary>A line through points.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="points">Its points; null leaves a gap.</param>
    /// <param name="dashed">Whether it is dashed.</param>
    /// <param name="rightAxis">Whether it belongs to the axis on the right.</param>
    public static JsonObject Line(string name, IEnumerable<(double X, double? Y)> points, bool dashed = false, bool rightAxis = false) => new()
    {
        ["type"] = "line",
        ["name"] = name,
        ["showSymbol"] = false,
        ["yAxisIndex"] = rightAxis ? 1 : 0,
        ["lineStyle"] = new JsonObject { ["type"] = dashed ? "dashed" : "solid", ["width"] = 2 },
        ["data"] = new JsonArray([.. points.Select(point => new JsonArray(Short(point.X), point.Y is { } y ? Short(y) : null))]),
    };

    /// <summary>A bar a category.</summary>
    public static JsonObject Bars(string name, IEnumerable<double?> values) => new()
    {
        ["type"] = "bar",
        ["name"] = name,
        ["data"] = new JsonArray([.. values.Select(value => value is { } number ? JsonValue.Create(Short(number)) : null)]),
    };

    /// <summary>A named dot.</summary>
    /// <param name="name">What is written beside it.</param>
    /// <param name="x">Its place.</param>
    /// <param name="y">Its place.</param>
    /// <param name="diameterPixels">Its size.</param>
    public static JsonObject Dot(string name, double x, double y, double diameterPixels) => new()
    {
        ["type"] = "scatter",
        ["name"] = name,
        ["symbolSize"] = Math.Round(diameterPixels, 1),
        ["label"] = new JsonObject { ["show"] = true, ["formatter"] = "{a}", ["position"] = "top" },
        ["data"] = new JsonArray(new JsonArray(Short(x), Short(y))),
    };

    // A screen shows no more than six digits, and a report holds thousands of numbers.
    private static double Short(double value) => value == 0 || !double.IsFinite(value) ? 0 : double.Parse(value.ToString("G6", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}
