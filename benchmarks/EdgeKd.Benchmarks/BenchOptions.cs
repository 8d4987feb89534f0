using System.CommandLine;

namespace EdgeKd.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    /// <summary>The groups that <c>--only</c> names, in the order of a whole run.</summary>
    public static IReadOnlyList<string> Groups { get; } = [StepsGroup, RunGroup, .. MeasurementGroups.Names];

    /// <summary>Training steps beside their peers.</summary>
    public const string StepsGroup = "steps";

    /// <summary>A whole training beside its peer.</summary>
    public const string RunGroup = "run";

    /// <summary>The folder of data and results.</summary>
    public required string Output { get; init; }

    /// <summary>The least time of one measurement.</summary>
    public required double Seconds { get; init; }

    /// <summary>How often each takes its turn where there are turns.</summary>
    public required int Rounds { get; init; }

    /// <summary>The only group to run; null: all.</summary>
    public string? Only { get; init; }

    /// <summary>The only pair of networks in the group of steps; null: those of a whole run.</summary>
    public string? Pair { get; init; }

    /// <summary>The only kind of step in the group of steps; null: all.</summary>
    public string? Kind { get; init; }

    /// <summary>The folder of the Python peers; null where there are none.</summary>
    public string? Peers { get; init; }

    /// <summary>The earlier steps that this run is held against; null: none.</summary>
    public string? Check { get; init; }

    /// <summary>The images of the group run: a folder, or an archive of CIFAR-10; null: the group is left out.</summary>
    public string? Data { get; init; }

    /// <summary>The step that this process serves: kind, teacher, pair and threads; null: it measures.</summary>
    public string? Step { get; init; }

    /// <summary>The part of a run that this process serves: its name and threads; null: it measures.</summary>
    public string? Part { get; init; }

    /// <summary>The native runners whose instructions are counted beside the latency; null: they are not.</summary>
    public string? Instructions { get; init; }

    /// <summary>The measurements of a model beside itself that there are to be in the end; null: none are made.</summary>
    public int? UnchangedPairs { get; init; }

    /// <summary>Whether this process measures, and does not serve one that does.</summary>
    public bool Measures => Step is null && Part is null;

    /// <summary>Whether a group is to run.</summary>
    public bool Asks(string group) => Only is null || Only == group;

    /// <summary>Reads the command line.</summary>
    /// <returns>The options; null where it asked for help, which is printed.</returns>
    /// <exception cref="ArgumentException">It cannot be read; one line says why.</exception>
    public static BenchOptions? Parse(string[] arguments)
    {
        var output = new Option<string>("--output") { Description = "Takes data and results.", DefaultValueFactory = _ => Path.Combine("artifacts", "bench") };
        var seconds = new Option<double>("--seconds") { Description = "The least time of one measurement.", DefaultValueFactory = _ => 6 };
        var rounds = new Option<int>("--rounds") { Description = "How often each takes its turn beside its peers.", DefaultValueFactory = _ => 5 };
        var only = new Option<string?>("--only") { Description = "Runs one group." };
        only.AcceptOnlyFromAmong([.. Groups]);
        var pair = new Option<string?>("--pair") { Description = "Measures the steps of one pair of networks: cifar or imagenet." };
        var kind = new Option<string?>("--kind") { Description = "Measures one kind of step, such as kd." };
        var peers = new Option<string?>("--peers") { Description = "The folder of the Python peers, tests/peers." };
        var check = new Option<string?>("--check") { Description = "Fails where a step's ratio to its peer got worse than in this file by more than a tenth." };
        var data = new Option<string?>("--data") { Description = "The images of the group run: a folder with train and test, or CIFAR-10's binary version." };
        var step = new Option<string?>("--step") { Hidden = true };
        var part = new Option<string?>("--part") { Hidden = true };
        var instructions = new Option<string?>("--instructions")
        {
            Description = "Instead counts instructions beside the latency, with the native runners of this folder.",
        };
        var unchanged = new Option<int?>("--unchanged-pairs") { Description = "Instead records a model beside itself until there are so many measurements." };
        var root = new RootCommand("Measures what EdgeKd's work costs.")
        {
            output, seconds, rounds, only, pair, kind, peers, check, data, step, part, instructions, unchanged,
        };
        BenchOptions? options = null;
        root.SetAction(parsed => options = new BenchOptions
        {
            Output = parsed.GetRequiredValue(output),
            Seconds = parsed.GetValue(seconds) is > 0 and var least ? least : throw new ArgumentException("--seconds has to be above 0."),
            Rounds = parsed.GetValue(rounds) is > 0 and var most ? most : throw new ArgumentException("--rounds has to be 1 or more."),
            Only = parsed.GetValue(only),
            Pair = parsed.GetValue(pair),
            Kind = parsed.GetValue(kind),
            Peers = parsed.GetValue(peers),
            Check = parsed.GetValue(check),
            Data = parsed.GetValue(data),
            Step = parsed.GetValue(step),
            Part = parsed.GetValue(part),
            Instructions = parsed.GetValue(instructions),
            UnchangedPairs = parsed.GetValue(unchanged),
        });
        var result = root.Parse(arguments);
        if (result.Errors.Count > 0)
            throw new ArgumentException($"{OneLine(result.Errors[0].Message)} (--help lists the options)");
        result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        if (options is { Only: RunGroup, Data: null })
            throw new ArgumentException("The group run needs images: name their folder by --data.");
        return options;
    }

    private static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
