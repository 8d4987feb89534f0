using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Lists of named outputs.</summary>
internal static class Outputs
{
    public static Dictionary<string, OutputKind> Deterministic(params IEnumerable<string> names) =>
        names.ToDictionary(name => name, _ => OutputKind.Deterministic);

    public static Dictionary<string, OutputKind> And(this Dictionary<string, OutputKind> outputs, string name, OutputKind kind)
    {
        outputs.Add(name, kind);
        return outputs;
    }
}
