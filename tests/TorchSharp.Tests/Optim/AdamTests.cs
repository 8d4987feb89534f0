using static TorchSharp.torch;

namespace TorchSharp.Tests.Optim;

[TestFixture]
internal sealed class AdamTests
{
    [TestCase(true, 0.0, false)]
    [TestCase(true, 0.1, false)]
    [TestCase(false, 0.1, false)]
    [TestCase(false, 0.0, true)]
    [TestCase(true, 0.01, true)]
    public void StepsFollowTheFormula(bool decoupled, double decay, bool amsgrad)
    {
        const double Rate = 0.05, Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-6;
        using var scope = NewDisposeScope();
        var p = nn.Parameter(tensor(new[] { 1.0, -2.0, 0.5 }));
        using torch.optim.Optimizer optimizer = decoupled
            ? torch.optim.AdamW([p], Rate, Beta1, Beta2, Epsilon, decay, amsgrad)
            : torch.optim.Adam([p], Rate, Beta1, Beta2, Epsilon, decay, amsgrad);
        double[] x = [1, -2, 0.5], mean = new double[3], square = new double[3], largest = new double[3];
        for (var step = 1; step <= 6; step++)
        {
            optimizer.zero_grad();
            p.pow(2).sum().backward();
            optimizer.step();
            for (var i = 0; i < 3; i++)
            {
                var g = 2 * x[i] + (decoupled ? 0 : decay * x[i]);
                if (decoupled)
                    x[i] *= 1 - Rate * decay;
                mean[i] = Beta1 * mean[i] + (1 - Beta1) * g;
                square[i] = Beta2 * square[i] + (1 - Beta2) * g * g;
                largest[i] = amsgrad ? Math.Max(largest[i], square[i]) : square[i];
                x[i] -= Rate * (mean[i] / (1 - Math.Pow(Beta1, step))) / (Math.Sqrt(largest[i] / (1 - Math.Pow(Beta2, step))) + Epsilon);
            }

            Assert.That(p.detach().data<double>().ToArray(), Is.EqualTo(x).Within(1e-10), $"step {step}");
        }
    }
}
