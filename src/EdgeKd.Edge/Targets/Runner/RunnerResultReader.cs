using System.Text.Json;

namespace EdgeKd.Edge.Targets.Runner;

/// <summary>Reads the JSON that a runner gave. It comes from another machine: nothing in it is taken on trust.</summary>
internal static class RunnerResultReader
{
    /// <summary>No result is longer; a device that sends more is cut off.</summary>
    public const int MaxSizeBytes = 64 << 20;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,
        MaxDepth = 16,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads a whole result.</summary>
    /// <exception cref="InvalidDataException">It is none; one line.</exception>
    public static RunnerResult Parse(ReadOnlySpan<byte> json) => Read<RunnerResult>(json, "result");

    /// <summary>Reads what <c>probe</c> gave.</summary>
    /// <exception cref="InvalidDataException">It is no description of a machine; one line.</exception>
    public static DeviceDescription ParseDevice(ReadOnlySpan<byte> json)
    {
        var device = Read<ProbeResult>(json, "description of the machine").Device;
        return RunnerResultChecks.FaultOf(device) is { } fault ? throw new InvalidDataException($"its description of the machine is wrong: {fault}") : device;
    }

    private static T Read<T>(ReadOnlySpan<byte> json, string what)
    {
        if (json.Length > MaxSizeBytes)
            throw new InvalidDataException($"its {what} is longer than {MaxSizeBytes} bytes");
        if (json.Trim(" \t\r\n"u8).IsEmpty)
            throw new InvalidDataException($"it gave no {what}");
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new InvalidDataException($"its {what} is null");
        }
        catch (JsonException e)
        {
            var message = e.Message.Split(" Path: ")[0].ReplaceLineEndings(" ").TrimEnd('.', ' ');
            throw new InvalidDataException($"its {what} is no JSON of the kind that runners write: {Printable(message)}", e);
        }
    }

    /// <summary>Text from a device as it may stand in a line for people.</summary>
    internal static string Printable(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return line.Length <= 300 ? line : line[..297] + "...";
    }
}
