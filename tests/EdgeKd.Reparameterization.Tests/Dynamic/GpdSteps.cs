using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Dynamic;

/// <summary>The vectors' training step written out: both networks on one batch, one gradient, clipping at 5, SGD with momentum.</summary>
internal sealed class GpdSteps(DynamicTeacherNetwork network)
{
    private const double LearningRate = 0.1;
    private const double Momentum = 0.9;
    private const double WeightDecay = 1e-4;
    private const double Lambda = 3;
    private const double Smoothing = 0.1;

    private readonly Dictionary<string, Tensor> velocities = [];

    public StepFigures Step(Tensor images, Tensor labels)
    {
        network.train();
        var teacher = network.Forward(images, ChannelMode.Teacher);
        var student = network.Forward(images, ChannelMode.Student);
        var teacherLoss = nn.functional.cross_entropy(teacher, labels);
        var studentLoss = nn.functional.cross_entropy(student, labels);
        var target = (1 - Smoothing) * teacher.detach().softmax(1) + Smoothing / teacher.shape[1];
        var smoothed = -(target * student.log_softmax(1)).sum(dim: 1).mean();
        var total = teacherLoss + studentLoss + Lambda * smoothed;

        var parameters = network.named_parameters().ToArray();
        var gradients = autograd.grad([total], parameters.Select(pair => (Tensor)pair.parameter).ToArray());
        var norm = Math.Sqrt(gradients.Sum(gradient => gradient.pow(2).sum().ToDouble()));
        var clip = Math.Min(1, 5 / (norm + 1e-6));
        using (no_grad())
        {
            foreach (var ((name, parameter), gradient) in parameters.Zip(gradients))
            {
                var d = gradient * clip + parameter * WeightDecay;
                velocities[name] = velocities.TryGetValue(name, out var velocity) ? velocity * Momentum + d : d;
                parameter.sub_(velocities[name] * LearningRate);
            }
        }

        return new StepFigures(
            teacher, student, teacherLoss, studentLoss, smoothed, total, norm, clip,
            [.. parameters.Zip(gradients, (pair, gradient) => KeyValuePair.Create(pair.name, gradient))]);
    }
}

/// <summary>What one step computed, before it moved the parameters.</summary>
internal sealed record StepFigures(
    Tensor TeacherLogits,
    Tensor StudentLogits,
    Tensor TeacherCrossEntropy,
    Tensor StudentCrossEntropy,
    Tensor Smoothed,
    Tensor Total,
    double Norm,
    double Clip,
    IReadOnlyList<KeyValuePair<string, Tensor>> Gradients);
