using System.Globalization;
using System.Text.Json;

namespace EdgeKd.Benchmarks;

/// <summary>Collects measurements; shows them as they come, as a table at the end, and as JSON in a file.</summary>
internal sealed class ResultTable
{
    private readonly List<Measurement> _measurements = [];

    /// <summary>Whether nothing was measured.</summary>
    public bool IsEmpty => _measurements.Count == 0;

    /// <summary>Takes one measurement and says that it is done.</summary>
    public void Add(Measurement measurement)
    {
        _measurements.Add(measurement);
        Console.WriteLine($"  {measurement.Kind}: {measurement.Name}: {Number(measurement.Value)} {measurement.Unit}");
    }

    /// <summary>Prints the table; its lines are not broken, however narrow the terminal.</summary>
    public void Print()
    {
        var name = _measurements.Max(m => m.Kind.Length + m.Name.Length) + 2;
        Console.WriteLine();
        foreach (var m in _measurements)
        {
            var peer = m.SpeedRatio is { } ratio ? FormattableString.Invariant($"{ratio,7:F2} times as fast as {m.Peer}") : "";
            Console.WriteLine($"{(m.Kind + ": " + m.Name).PadRight(name)} {Number(m.Value),8} {m.Unit,-8} {peer}".TrimEnd());
        }
    }

    /// <summary>Writes the numbers.</summary>
    public void Save(string path) =>
        File.WriteAllText(path, JsonSerializer.Serialize(_measurements, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));

    private static string Number(double value) => value.ToString(value < 10 ? "F3" : "F0", CultureInfo.InvariantCulture);
}
