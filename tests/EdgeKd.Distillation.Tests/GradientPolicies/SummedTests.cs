using EdgeKd.Distillation.GradientPolicies;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.GradientPolicies;

[TestFixture]
public class SummedTests
{
    private readonly Tensor x = tensor(new double[] { 1, -2, 3, 0.5, 4, -1 }).reshape(2, 3);

    private readonly Tensor goal = tensor(new double[] { 0.3, -0.2 });

    [OneTimeTearDown]
    public void Release()
    {
        x.Dispose();
        goal.Dispose();
    }

    [Test]
    public void EqualsTheSumOfTheTwoGradients()
    {
        using var scope = NewDisposeScope();
        var shared = new Parameter(tensor(new double[] { 0.5, -1, 2 }));
        var taskOnly = new Parameter(tensor(new double[] { 0.25, 3 }));
        Parameter[] parameters = [shared, taskOnly];

        var task = autograd.grad([Task(shared, taskOnly)], [shared, taskOnly]);
        var teacher = autograd.grad([Distillation(shared)], [shared]);
        using var losses = new DistillationLosses(Task(shared, taskOnly), Distillation(shared), zeros(1));
        var gradients = new Summed().Compute(losses, parameters);

        Assert.That(gradients.Distillation, Is.Null);
        Assert.That(gradients.Task[0]!.data<double>().ToArray(), Is.EqualTo((task[0] + teacher[0]).data<double>().ToArray()).Within(1e-15));
        Assert.That(gradients.Task[1]!.data<double>().ToArray(), Is.EqualTo(task[1].data<double>().ToArray()).Within(1e-15));
    }

    [Test]
    public void DoesNotAddUpOverSteps()
    {
        using var scope = NewDisposeScope();
        var shared = new Parameter(tensor(new double[] { 0.5, -1, 2 }));
        var policy = new Summed();
        double[] Step()
        {
            using var losses = new DistillationLosses(Distillation(shared), null, zeros(1));
            return policy.Compute(losses, [shared]).Task[0]!.data<double>().ToArray();
        }

        Assert.That(Step(), Is.EqualTo(Step()));
    }

    [Test]
    public void GivesNoGradientWhereTheLossesDoNotReach()
    {
        using var scope = NewDisposeScope();
        var shared = new Parameter(tensor(new double[] { 0.5, -1, 2 }));
        var unused = new Parameter(tensor(new double[] { 1 }));
        using var losses = new DistillationLosses(Distillation(shared), null, zeros(1));
        var gradients = new Summed().Compute(losses, [unused, shared]);
        Assert.That(gradients.Task[0], Is.Null);
        Assert.That(gradients.Task[1], Is.Not.Null);
    }

    private Tensor Task(Tensor shared, Tensor taskOnly) => (x.matmul(shared) * taskOnly - goal).pow(2).sum();

    private Tensor Distillation(Tensor shared) => (x.matmul(shared).tanh() - goal).pow(2).sum();
}
