using EdgeKd.Data;
using EdgeKd.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests;

/// <summary>A distiller that does something before each step, such as cancelling or failing, as a training that is struck down.</summary>
internal sealed class StoppingDistiller(IDistiller inner, Action<int> before) : IDistiller
{
    private int step;

    public ImageClassifier Student => inner.Student;

    public string Description => inner.Description;

    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters => inner.Parameters;

    public IEnumerable<nn.Module> Modules => inner.Modules;

    public void BeginEpoch(int epoch) => inner.BeginEpoch(epoch);

    public DistillationLosses Forward(Batch batch)
    {
        before(++step);
        return inner.Forward(batch);
    }

    public void Train(bool on) => inner.Train(on);

    public IReadOnlyDictionary<string, double> Diagnose(double studentTop1, Func<Func<Tensor, Tensor>, double> validationTop1) =>
        inner.Diagnose(studentTop1, validationTop1);

    public ImageClassifier ExtractStudent() => inner.ExtractStudent();

    public void Dispose() => inner.Dispose();
}
