using System.Globalization;
using EdgeKd.Pipeline.Targets;
using Spectre.Console;

namespace EdgeKd.Cli.Rendering;

/// <summary>Shows targets and what they say of themselves.</summary>
internal static class DeviceTable
{
    public static Table Of(IReadOnlyList<ProbedDevice> devices)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in new[] { "target", "kind", "arch", "processor", "cores", "memory", "state" })
            table.AddColumn(heading);
        foreach (var device in devices)
        {
            string[] cells = device.Device is { } machine
                ? [device.Name, device.Kind, machine.Arch, machine.Cpu, Number(machine.Cores), Memory(machine.MemoryBytes), State(machine)]
                : [device.Name, device.Kind, "", "", "", "", $"failed: {device.Failure}"];
            // Words come from devices: none may be taken for markup.
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        return table;
    }

    private static string State(EdgeKd.Edge.Targets.DeviceDescription machine)
    {
        List<string> words = [machine.Emulated ? "emulated" : "ready"];
        if (machine.Governor is { } governor)
            words.Add(governor);
        if (machine.FrequencyKhz is { } frequency)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{frequency / 1000} MHz"));
        if (machine.TemperatureMilliC is { } temperature)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{temperature / 1000.0:F0} °C"));
        return string.Join(", ", words);
    }

    private static string Memory(long? bytes) => bytes is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value / (double)(1 << 30):F1} GiB") : "";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
