using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace EdgeKd.Benchmarks;

/// <summary>Collects measurements; shows them as they come, as a table at the end, and as JSON in a file.</summary>
internal sealed class ResultTable
{
    private readonly List<Measurement> _measurements = [];

    /// <summary>Takes one measurement and says that it is done.</summary>
    public void Add(Measurement measurement)
    {
        _measurements.Add(measurement);
        Console.WriteLine($"  {measurement.Kind}: {measurement.Name}: {Number(measurement.Value)} {measurement.Unit}");
    }

    /// <summary>Prints the table.</summary>
    public void Print()
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns(new TableColumn("kind"), new TableColumn("what"), new TableColumn("speed").RightAligned(), new TableColumn("unit"),
                new TableColumn("times as fast").RightAligned(), new TableColumn("as"));
        foreach (var m in _measurements)
            table.AddRow(m.Kind, Markup.Escape(m.Name), Number(m.Value), m.Unit,
                m.SpeedRatio is { } ratio ? ratio.ToString("F2", CultureInfo.InvariantCulture) : "", Markup.Escape(m.Peer ?? ""));
        AnsiConsole.Write(table);
    }

    /// <summary>Writes the numbers.</summary>
    public void Save(string path) =>
        File.WriteAllText(path, JsonSerializer.Serialize(_measurements, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));

    private static string Number(double value) => value.ToString(value < 10 ? "F3" : "F0", CultureInfo.InvariantCulture);
}
