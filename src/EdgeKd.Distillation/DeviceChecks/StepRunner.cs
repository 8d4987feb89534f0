using EdgeKd.Data;
using EdgeKd.Distillation.GradientPolicies;
using EdgeKd.Distillation.Optimizers;
using EdgeKd.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.DeviceChecks;

/// <summary>Does a case's training steps on one device, as the trainer does them.</summary>
internal sealed class StepRunner : IDisposable
{
    private readonly StepCase step;
    private readonly ImageClassifier student;
    private readonly Parameter[] parameters;
    private readonly IStepOptimizer optimizer;
    private readonly IGradientPolicy policy;
    private readonly Batch batch;

    public StepRunner(StepCase step, Device device)
    {
        this.step = step;
        student = step.NewStudent();
        Distiller = step.NewDistiller(student, device);
        parameters = [.. Distiller.Parameters.Select(p => p.Parameter)];
        optimizer = OptimizerFactory.Create(step.Training, Distiller.Parameters);
        policy = GradientPolicyFactory.Create(step.Training.GradientPolicy);
        batch = step.NewBatch(device);
        Distiller.BeginEpoch(1);
        Distiller.Train(true);
    }

    public IDistiller Distiller { get; }

    /// <summary>Does the next step.</summary>
    /// <returns>Tensors in the caller's dispose scope.</returns>
    public StepOutcome Next()
    {
        using var before = new DistillerWeights(Distiller);
        using var losses = Distiller.Forward(batch);
        var gradients = policy.Compute(losses, parameters);
        var outcome = new StepOutcome(Read(losses), Read(gradients), new Dictionary<string, Tensor>());
        if (step.Training.GradientClipNorm is { } limit)
        {
            GradientClipping.Clip(gradients, limit);
        }

        optimizer.Step(gradients, step.Training.LearningRate);
        return outcome with { Moves = before.MovesOf(Distiller) };
    }

    public void Dispose()
    {
        batch.Dispose();
        optimizer.Dispose();
        Distiller.Dispose();
        student.Dispose();
    }

    private static Dictionary<string, Tensor> Read(DistillationLosses losses)
    {
        var read = new Dictionary<string, Tensor>
        {
            ["the task loss"] = StepOutcome.Exact(losses.Task),
            ["the logits"] = StepOutcome.Exact(losses.StudentLogits),
        };
        if (losses.Distillation is { } distillation)
        {
            read["the distillation loss"] = StepOutcome.Exact(distillation);
        }

        return read;
    }

    private Dictionary<string, Tensor> Read(Gradients gradients)
    {
        var read = new Dictionary<string, Tensor>();
        for (var i = 0; i < parameters.Length; i++)
        {
            var name = Distiller.Parameters[i].Name;
            if (gradients.Task[i] is { } task)
            {
                read[$"the gradient of {name}"] = StepOutcome.Exact(task);
            }

            if (gradients.Distillation?[i] is { } distillation)
            {
                read[$"the distillation's gradient of {name}"] = StepOutcome.Exact(distillation);
            }
        }

        return read;
    }
}
