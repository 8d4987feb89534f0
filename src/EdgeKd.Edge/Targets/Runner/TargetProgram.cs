namespace EdgeKd.Edge.Targets.Runner;

/// <summary>A program to run.</summary>
/// <param name="Program">Its path, or its name in the search path.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record TargetProgram(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>Variables beside those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What it reads from its input.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>The command line, for logs.</summary>
    public override string ToString() => string.Join(' ', Arguments.Prepend(Program).Select(word => word.Any(char.IsWhiteSpace) || word.Length == 0 ? $"'{word}'" : word));
}
