using EdgeKd.Edge;
using EdgeKd.Pipeline.Auditing;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Stages;

/// <summary>A model of one precision with what was measured of it; of integers, also what ONNX Runtime fuses.</summary>
internal sealed record MeasuredModel(
    PrecisionEntry Shipped, AccuracyResult Accuracy, LatencyResult Latency, ThroughputResult Throughput, long SizeBytes, AuditReport? Audit)
{
    public string Precision => Shipped.Precision;

    /// <summary>The evidence, compared with that of the float model.</summary>
    public PrecisionEvidence Evidence(MeasuredModel floatModel) => new()
    {
        Precision = Precision,
        Top1 = Accuracy.Top1,
        Top5 = Accuracy.Top5,
        PerClassRecall = [.. Accuracy.PerClassRecall.Select(c => new RecallEvidence(c.Name, c.Count, c.Recall))],
        Answers = ModelAnswers.Evidence(Accuracy.Answers),
        Latency = LatencyFigures.Evidence(Latency, Throughput),
        SizeBytes = SizeBytes,
        FloatIslands = Audit?.Islands.Count,
        Steps = Shipped.Steps ?? [],
        AgainstFloat = this == floatModel ? null : PairedEvidence.Of(Accuracy.Labels, floatModel.Accuracy.Predictions, Accuracy.Predictions),
    };
}
