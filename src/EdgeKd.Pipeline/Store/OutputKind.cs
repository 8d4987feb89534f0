using System.Text.Json.Serialization;

namespace EdgeKd.Pipeline.Store;

/// <summary>Whether the same key always gives the same bytes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutputKind>))]
public enum OutputKind
{
    /// <summary>The same bytes for the same key: weights, ONNX files, predictions, accuracy.</summary>
    [JsonStringEnumMemberName("deterministic")] Deterministic,

    /// <summary>Different at each making: latency samples, times. Enters no key before the gate.</summary>
    [JsonStringEnumMemberName("measured")] Measured,
}
