namespace EdgeKd.Edge.Targets.Runner;

/// <summary>What all targets have in common: run the runner, keep the log, take nothing on trust, and name what goes wrong in one line.</summary>
internal abstract class RunnerTarget(string name, string kind) : ITarget
{
    /// <summary>A machine that describes itself longer than that hangs.</summary>
    protected static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(60);

    public string Name { get; } = name;

    public string Kind { get; } = kind;

    public virtual bool IsEmulated => false;

    /// <summary>This machine, which the targets on it share.</summary>
    public virtual string Machine => "";

    public TargetAnswer Run(TargetJob job, IProgress<string>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        using var log = TargetLog.Of(Name, job);
        return Named(log, () =>
        {
            var expected = RunnerExpectation.Of(job);
            var raw = Execute(job, log, progress, ct);
            var result = RunnerResultReader.Parse(raw.Json);
            if (RunnerResultChecks.FaultOf(result, expected) is { } fault)
                throw new InvalidDataException(fault);
            return new TargetAnswer
            {
                Result = result,
                Logits = job.KeepLogits && result.Answers is { } answers
                    ? RunnerLogits.Read(raw.Logits ?? throw new InvalidDataException("it gave no logits"), answers, expected.Classes)
                    : null,
                Instructions = raw.Instructions,
                LogPath = log.Path,
            };
        });
    }

    public DeviceDescription Probe(CancellationToken ct)
    {
        using var log = new TargetLog(Path.Combine(Path.GetTempPath(), $"edgekd-probe-{Name}-{Environment.ProcessId}.log"));
        try
        {
            return Named(null, () => RunnerResultReader.ParseDevice(Describe(log, ct)));
        }
        finally
        {
            File.Delete(log.Path);
        }
    }

    public virtual void Dispose()
    {
    }

    /// <summary>Runs the job.</summary>
    /// <exception cref="InvalidDataException">It failed; one line.</exception>
    /// <exception cref="TimeoutException">It hung; one line.</exception>
    protected abstract RunnerOutput Execute(TargetJob job, TargetLog log, IProgress<string>? progress, CancellationToken ct);

    /// <summary>The JSON of the runner's <c>probe</c>.</summary>
    /// <exception cref="InvalidDataException">It failed; one line.</exception>
    /// <exception cref="TimeoutException">It hung; one line.</exception>
    protected abstract byte[] Describe(TargetLog log, CancellationToken ct);

    /// <summary>Requires that a program ended well.</summary>
    /// <exception cref="InvalidDataException">It did not; what it said of that.</exception>
    protected static ProcessOutcome Require(string what, ProcessOutcome outcome) => outcome.ExitCode == 0
        ? outcome
        : throw new InvalidDataException(outcome.ExitCode > 128
            ? $"{what} was killed by signal {outcome.ExitCode - 128}; its last line: {outcome.LastError ?? "none"}"
            : $"{what} failed: {outcome.Complaint}");

    private T Named<T>(TargetLog? log, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is (InvalidDataException or TimeoutException or IOException or UnauthorizedAccessException) and not TargetException)
        {
            log?.Write($"= {e.Message.ReplaceLineEndings(" ")}");
            throw new TargetException(Name, e.Message, log?.Path, e);
        }
    }
}
