using EdgeKd.Benchmarks.Processes;

namespace EdgeKd.Benchmarks.Steps;

/// <summary>The group of training steps: which are measured, their table, and the check against an earlier run.</summary>
internal sealed class StepGroup
{
    private const string HowToGetPeers = "install Debian's python3-torch, and name the folder of their scripts by --peers";

    // Of the large pair a whole run measures only these: with all kinds it would take longer than all else.
    private static readonly string[] KindsOfLargePair = ["teacher", "kd"];

    private readonly BenchOptions _options;
    private readonly string? _peers;
    private readonly IReadOnlyList<StepComparison>? _earlier;
    private readonly (StepKind Kind, StepPair Pair)[] _steps;

    /// <summary>Chooses the steps, and reads the earlier ones.</summary>
    /// <exception cref="ArgumentException">There is no such pair or kind, or a check without peers.</exception>
    /// <exception cref="InvalidDataException">The file of the earlier ones is missing or damaged.</exception>
    public StepGroup(BenchOptions options)
    {
        _options = options;
        _earlier = options.Check is { } file ? StepTable.Load(file) : null;
        _peers = TimedProcess.HasPeers ? options.Peers : null;
        if (_earlier is not null && _peers is null)
            throw new ArgumentException($"--check holds ratios to peers against earlier ones, and there are no peers: {HowToGetPeers}.");
        IReadOnlyList<StepPair> pairs = options.Pair is { } pair ? [StepPair.Find(pair)] : StepPair.All;
        IReadOnlyList<StepKind> kinds = options.Kind is { } kind ? [StepKind.Find(kind)] : StepKind.All;
        _steps = [.. pairs.SelectMany(each => kinds.Where(k => IsChosen(k, each)).Select(k => (k, each)))];
    }

    /// <summary>Measures, prints the table, saves it as <c>steps.json</c>, and checks it.</summary>
    /// <returns>0, or 1 where a ratio to a peer got worse.</returns>
    public int Run()
    {
        if (_peers is null)
            Console.WriteLine($"  no peers: {HowToGetPeers}");
        var steps = new List<StepComparison>();
        Console.WriteLine(StepTable.Head);
        foreach (var comparison in StepBenchmarks.Run(_steps, _options.Output, _peers, _options.Rounds, _options.Seconds / 6))
        {
            steps.Add(comparison);
            Console.WriteLine(StepTable.Row(comparison));
            StepTable.Save(steps, Path.Combine(_options.Output, "steps.json"));
        }

        return _earlier is null ? 0 : Check(steps, _earlier);
    }

    private int Check(IReadOnlyList<StepComparison> steps, IReadOnlyList<StepComparison> earlier)
    {
        foreach (var line in StepTable.Unchecked(steps, earlier))
            Console.WriteLine($"  not checked, as {_options.Check} lacks it: {line}");
        var worse = StepTable.Worse(steps, earlier);
        foreach (var line in worse)
            Console.Error.WriteLine($"slower than before: {line}");
        return worse.Count == 0 ? 0 : 1;
    }

    private bool IsChosen(StepKind kind, StepPair pair) =>
        _options.Pair is not null || _options.Kind is not null || !pair.IsLarge || KindsOfLargePair.Contains(kind.Name);
}
