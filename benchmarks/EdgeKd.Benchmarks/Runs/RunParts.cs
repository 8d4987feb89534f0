namespace EdgeKd.Benchmarks.Runs;

/// <summary>The names of the parts, as <c>tests/peers/whole_run.py</c> has them too.</summary>
internal static class RunParts
{
    /// <summary>Writing the teacher's cache; the peer has none.</summary>
    public const string Cache = "cache";

    /// <summary>Training.</summary>
    public const string Train = "train";

    /// <summary>Validating behind each epoch.</summary>
    public const string Validate = "validate";
}
