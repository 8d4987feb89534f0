namespace EdgeKd.Release.Tests.Statistics.Blocks;

/// <summary>A machine whose speed varies: run after run of a model that takes 1 ms on a quiet one.</summary>
internal sealed class SimulatedMachine
{
    /// <summary>What varies, beside a jitter of 2 % from run to run.</summary>
    public static readonly string[] Noises = ["independent", "AR(1) 0.5", "AR(1) 0.9", "AR(1) 0.98", "drift", "two states", "all together"];

    private const double Jitter = 0.02;
    private const double Deviation = 0.10;

    private readonly Random _random;
    private readonly double _correlation;
    private readonly bool _drifts, _throttles;
    private double _slow;
    private bool _throttled;
    private long _runs;
    private double? _spare;

    /// <param name="noise">One of <see cref="Noises"/>.</param>
    /// <param name="random">Where chance comes from.</param>
    public SimulatedMachine(string noise, Random random)
    {
        _random = random;
        _correlation = noise switch { "AR(1) 0.5" => 0.5, "AR(1) 0.9" => 0.9, "AR(1) 0.98" or "all together" => 0.98, _ => 0 };
        _drifts = noise is "drift" or "all together";
        _throttles = noise is "two states" or "all together";
        _slow = Deviation * Normal();
        _throttled = _throttles && random.Next(2) == 0;
    }

    /// <summary>Measures both models in paired blocks, the order of each pair by the throw of a coin.</summary>
    /// <param name="pairs">Pairs of blocks.</param>
    /// <param name="runs">Runs in each block.</param>
    /// <param name="slowdown">How many times as long the candidate takes.</param>
    public PairedBlocksEvidence Measure(int pairs, int runs, double slowdown)
    {
        var (candidate, baseline) = (new BlockEvidence[pairs], new BlockEvidence[pairs]);
        for (var i = 0; i < pairs; i++)
        {
            if (_random.Next(2) == 0)
                (candidate[i], baseline[i]) = (Block(runs, slowdown), Block(runs, 1));
            else
                (baseline[i], candidate[i]) = (Block(runs, 1), Block(runs, slowdown));
        }

        return new PairedBlocksEvidence { Target = BundleTarget.Local, Candidate = candidate, Baseline = baseline };
    }

    private BlockEvidence Block(int runs, double slowdown)
    {
        Span<double> samples = stackalloc double[runs];
        for (var i = 0; i < runs; i++)
            samples[i] = slowdown * Run();
        samples.Sort();
        return new BlockEvidence(runs, samples[runs / 2], samples[runs * 9 / 10]);
    }

    private double Run()
    {
        _slow = (_correlation * _slow) + (Math.Sqrt(1 - (_correlation * _correlation)) * Deviation * Normal());
        // Throttled runs take 1.6 times as long; the machine changes its state every 300 runs on average.
        if (_throttles && _random.Next(300) == 0)
            _throttled = !_throttled;
        // A machine that warms up: a third slower after 1,000 runs, and on.
        var drift = _drifts ? 0.3 * _runs++ / 1000 : 0;
        return Math.Exp(_slow + drift + (_throttled ? Math.Log(1.6) : 0) + (Jitter * Normal()));
    }

    /// <summary>Box and Muller's two at a time.</summary>
    private double Normal()
    {
        if (_spare is { } spare)
        {
            _spare = null;
            return spare;
        }

        var radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
        var (sin, cos) = Math.SinCos(2 * Math.PI * _random.NextDouble());
        _spare = radius * sin;
        return radius * cos;
    }
}
