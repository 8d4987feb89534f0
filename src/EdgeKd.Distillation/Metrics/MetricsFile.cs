using System.Text;
using System.Text.Json;

namespace EdgeKd.Distillation.Metrics;

/// <summary>metrics.jsonl: one JSON object a line, one line an epoch.</summary>
internal static class MetricsFile
{
    public const string Name = "metrics.jsonl";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Writes all epochs anew: after an interruption no line is missing or doubled.</summary>
    public static void Write(string folder, IEnumerable<EpochMetrics> epochs)
    {
        var path = Path.Combine(folder, Name);
        var temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            foreach (var epoch in epochs)
            {
                stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(epoch, Json) + "\n"));
            }

            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
