using System.Text.Json.Nodes;

namespace EdgeKd.Pipeline.Running;

/// <summary>What became of one stage.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Key">The key of its outputs, 64 hex digits.</param>
/// <param name="Cached">True when the outputs lay in the store already and nothing ran.</param>
/// <param name="Seconds">How long making the outputs took, now or then.</param>
/// <param name="Summary">One line: what was done, with its key figures.</param>
/// <param name="Folder">Where the outputs lie.</param>
/// <param name="Figures">The key figures by name.</param>
public sealed record StageOutcome(
    string Stage, string Key, bool Cached, double Seconds, string Summary, string Folder, JsonObject Figures);
