using System.Text.Json;

namespace EdgeKd.Edge.Targets.Emulated;

/// <summary>What the emulator's plugin counted (device-runtime/qemu-plugin).</summary>
/// <param name="Schema">The version of this schema: 1.</param>
/// <param name="Instructions">Guest instructions of the whole program.</param>
/// <param name="Marked">Those of the runner's measured loop; null where it marked none.</param>
/// <param name="Runs">Inferences in that loop; null where it marked none.</param>
internal sealed record InstructionCount(int Schema, long Instructions, long? Marked, long? Runs)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };

    /// <summary>Guest instructions an inference, with what the loop does beside it.</summary>
    public double PerInference => (double)Marked!.Value / Runs!.Value;

    /// <summary>Reads the plugin's file.</summary>
    /// <exception cref="InvalidDataException">It was not written, or the measured loop was not counted; one line.</exception>
    public static InstructionCount Load(string path)
    {
        if (!File.Exists(path))
            throw new InvalidDataException("the emulator counted no instructions: its plugin wrote nothing");
        try
        {
            return JsonSerializer.Deserialize<InstructionCount>(File.ReadAllBytes(path), Json) is { Schema: 1, Marked: > 0, Runs: > 0 } count
                ? count
                : throw new InvalidDataException("the emulator counted no instructions of the measured loop; build runner and plugin of one version");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the emulator's count of instructions is no JSON: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
