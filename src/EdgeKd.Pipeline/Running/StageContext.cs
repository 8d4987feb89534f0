using System.Text.Json.Nodes;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Running;

/// <summary>What a stage sees while it runs: its inputs, its folders, and someone to tell.</summary>
internal sealed class StageContext(
    string stage, RunSettings settings, StageWorkspace workspace, IReadOnlyDictionary<string, StoredStage> earlier,
    IReadOnlyCollection<StageInput> declared, IPipelineObserver observer, CancellationToken cancellation)
{
    private readonly Lock _reporting = new();

    public RunSettings Settings { get; } = settings;

    public CancellationToken Cancellation { get; } = cancellation;

    public string WorkFolder => workspace.WorkFolder;

    public string OutputFolder => workspace.OutputFolder;

    /// <summary>Path of an input that the stage declared; undeclared ones would be missing from its key.</summary>
    public string Input(string fromStage, string output) => Declared(fromStage, output).PathOf(output);

    /// <summary>Path of an optional input that the stage declared; null where the earlier stage made none.</summary>
    public string? InputIfMade(string fromStage, string output)
    {
        var made = Declared(fromStage, output);
        return made.Record.Outputs.Any(record => record.Name == output) ? made.PathOf(output) : null;
    }

    /// <summary>Digest of an input that the stage declared.</summary>
    public string DigestOf(string fromStage, string output) => Declared(fromStage, output).Record.Output(output).Sha256;

    /// <summary>Key figures of a stage that an input was declared of.</summary>
    public JsonObject FiguresOf(string fromStage) => earlier[fromStage].Record.Figures;

    public string Output(string name) => Path.Combine(workspace.OutputFolder, name);

    /// <summary>Tells how far the stage is; may be called from any thread.</summary>
    public void Report(double? fraction, string detail, TimeSpan? left = null, bool isMilestone = false)
    {
        lock (_reporting)
            observer.Progressed(new StageProgress(stage, fraction, detail, left, isMilestone));
    }

    public void Note(string line)
    {
        lock (_reporting)
            observer.Note($"{stage}: {line}");
    }

    private StoredStage Declared(string fromStage, string output) => declared.Any(input => input.Stage == fromStage && input.Output == output)
        ? earlier[fromStage]
        : throw new InvalidOperationException($"stage {stage} reads {fromStage}/{output} without declaring it");
}
