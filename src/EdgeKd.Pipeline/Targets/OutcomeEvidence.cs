using EdgeKd.Edge;
using EdgeKd.Edge.Targets.Measuring;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Targets;

/// <summary>What became of a target, as evidence.</summary>
internal static class OutcomeEvidence
{
    /// <summary>Makes the evidence.</summary>
    /// <param name="outcome">What became of it.</param>
    /// <param name="places">The places of the answered images in the test set; null for all of it.</param>
    /// <param name="local">What this machine answered.</param>
    public static TargetEvidence Of(TargetOutcome outcome, IReadOnlyList<int>? places, ValidationEvidence local)
    {
        var first = outcome.Models.Count > 0 ? outcome.Models[0].Accuracy : null;
        return new TargetEvidence
        {
            Name = outcome.Name,
            Kind = outcome.Kind,
            IsEmulated = outcome.IsEmulated,
            Arch = first?.Device.Arch,
            Cpu = first?.Device.Cpu,
            OnnxRuntime = first?.Runtime.OnnxRuntime,
            Models = [.. outcome.Models.Select(model => Of(model, places, local))],
            Failure = outcome.Failure,
        };
    }

    private static TargetModelEvidence Of(MeasuredOnTarget model, IReadOnlyList<int>? places, ValidationEvidence local)
    {
        int[] predictions = [.. model.Accuracy.Answers!.Select(answer => answer.Top[0])];
        var own = local.Models.First(other => other.Precision == model.Precision).Answers.Predictions;
        // Compared with what the gate decides by, whose answers were given in batches; parity compares single images.
        int Place(int i) => places is null ? i : places[i];
        int[] different = [.. Enumerable.Range(0, predictions.Length).Where(i => own[Place(i)] != predictions[i])];
        return new TargetModelEvidence
        {
            Precision = model.Precision,
            Count = predictions.Length,
            Images = places,
            Top1 = (double)Enumerable.Range(0, predictions.Length).Count(i => local.Labels[Place(i)] == predictions[i]) / predictions.Length,
            Predictions = predictions,
            AgreementWithLocal = (double)(predictions.Length - different.Length) / predictions.Length,
            MaxAbsoluteDifference = model.Parity.MaxAbsoluteDifference,
            FirstDifferentImage = different.Length == 0 ? null : Place(different[0]),
            Latency = model.Latency is { } latency ? Of(latency, model.Accuracy.Device.Cpu) : null,
            Instructions = model.Instructions,
            Doubt = model.Parity.Doubt,
        };
    }

    private static LatencyEvidence Of(LatencyResult latency, string cpu) => Stages.LatencyFigures.Evidence(latency) with { Cpu = cpu };
}
