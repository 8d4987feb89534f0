using EdgeKd.Distillation.GradientPolicies;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Metrics;

/// <summary>The losses and hits of one epoch's steps, kept on the device: recording a step never waits for it.</summary>
internal sealed class StepLog : IDisposable
{
    private readonly Tensor task;
    private readonly Tensor distillation;
    private readonly Tensor correct;
    private readonly Tensor labelled;
    private readonly Tensor cosine;
    private readonly Tensor projected;

    /// <param name="steps">Steps of an epoch.</param>
    /// <param name="device">Where the losses are computed.</param>
    public StepLog(int steps, Device device)
    {
        task = zeros(steps, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        distillation = zeros(steps, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        correct = zeros(steps, dtype: ScalarType.Int64, device: device).DetachFromDisposeScope();
        labelled = zeros(steps, dtype: ScalarType.Int64, device: device).DetachFromDisposeScope();
        cosine = full(1, float.NaN, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        projected = full(steps, -1, dtype: ScalarType.Int64, device: device).DetachFromDisposeScope();
    }

    /// <summary>What a checkpoint within an epoch keeps; the live tensors.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> State =>
    [
        KeyValuePair.Create("task", task),
        KeyValuePair.Create("distillation", distillation),
        KeyValuePair.Create("correct", correct),
        KeyValuePair.Create("labelled", labelled),
        KeyValuePair.Create("cosine", cosine),
        KeyValuePair.Create("projected", projected),
    ];

    /// <summary>Notes one step; called within the step's dispose scope.</summary>
    public void Record(int step, DistillationLosses losses, Tensor labels)
    {
        using var noGrad = no_grad();
        task.narrow(0, step, 1).copy_(losses.Task.detach());
        if (losses.Distillation is not null)
        {
            distillation.narrow(0, step, 1).copy_(losses.Distillation.detach());
        }

        correct.narrow(0, step, 1).copy_(TopK.Correct(losses.StudentLogits.detach(), labels, 1));
        labelled.narrow(0, step, 1).copy_(labels.ge(0).sum());
    }

    /// <summary>Notes whether the step's distillation gradient was projected; −1 stands for a step without alignment.</summary>
    public void RecordAlignment(int step, GradientAlignment? alignment)
    {
        using var noGrad = no_grad();
        var entry = projected.narrow(0, step, 1);
        if (alignment is null)
        {
            entry.fill_(-1);
        }
        else
        {
            entry.copy_(alignment.Projected);
        }
    }

    /// <summary>Notes the cosine between the two gradients; NaN where there is none.</summary>
    public void RecordCosine(Tensor? value)
    {
        using var noGrad = no_grad();
        if (value is null)
        {
            cosine.fill_(float.NaN);
        }
        else
        {
            cosine.copy_(value.reshape(1));
        }
    }

    /// <summary>Reads the first <paramref name="steps"/> steps back; waits for the device.</summary>
    public StepTotals Read(int steps)
    {
        var taskLosses = task.data<float>().ToArray();
        var distillationLosses = distillation.data<float>().ToArray();
        var hits = correct.data<long>().ToArray();
        var labels = labelled.data<long>().ToArray();
        double taskSum = 0, distillationSum = 0;
        long hitSum = 0, labelSum = 0;
        int? broken = null;
        for (var i = 0; i < steps; i++)
        {
            if (!float.IsFinite(taskLosses[i]) || !float.IsFinite(distillationLosses[i]))
            {
                broken ??= i;
            }

            taskSum += taskLosses[i];
            distillationSum += distillationLosses[i];
            hitSum += hits[i];
            labelSum += labels[i];
        }

        var count = Math.Max(steps, 1);
        double measured = cosine.ToSingle();
        var aligned = projected.data<long>().ToArray().Take(steps).Where(step => step >= 0).ToArray();
        return new StepTotals(
            taskSum / count,
            distillationSum / count,
            hitSum,
            labelSum,
            double.IsNaN(measured) ? null : measured,
            aligned.Length == 0 ? null : aligned.Average(),
            broken);
    }

    public void Dispose()
    {
        task.Dispose();
        distillation.Dispose();
        correct.Dispose();
        labelled.Dispose();
        cosine.Dispose();
        projected.Dispose();
    }
}
