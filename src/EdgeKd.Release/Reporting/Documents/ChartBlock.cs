using System.Text.Json.Nodes;

namespace EdgeKd.Release;

/// <summary>A chart, with the same in words and numbers for those who cannot see it.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Description">What there is to see in it, a sentence or two.</param>
/// <param name="Options">What ECharts draws.</param>
/// <param name="Numbers">The numbers that are drawn.</param>
/// <param name="HeightPixels">Its height, in CSS pixels.</param>
internal sealed record ChartBlock(string Title, string Description, JsonObject Options, TableBlock Numbers, int HeightPixels = 320) : IReportBlock;
