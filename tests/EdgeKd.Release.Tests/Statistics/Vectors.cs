using System.Text.Json.Nodes;

namespace EdgeKd.Release.Tests.Statistics;

/// <summary>The reference statistics.</summary>
internal static class Vectors
{
    public static JsonNode Statistics { get; } =
        JsonNode.Parse(File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "vectors", "stats.json")))!;
}
