using EdgeKd.Distillation.GradientPolicies;
using TorchSharp;
using TorchSharp.Extensions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Optimizers;

/// <summary>
/// DOT, the distillation-oriented trainer (Zhao et al., ICCV 2023): SGD with one momentum for the task's gradient and one, with
/// a longer memory, for the distillation's.
/// </summary>
/// <remarks>
/// <para>Where both losses reach a parameter in this step: v ← (μ − Δ)·v + g + λ·p with the task's gradient g, p ← p − η·v; then
/// u ← (μ + Δ)·u + h with the distillation's gradient h, p ← p − η·u. Where one loss alone reaches it: that loss's momentum,
/// with μ and with weight decay. A momentum whose loss does not reach the parameter rests. Weight decay is coupled (L2) and
/// applied once. With Δ = 0 it is SGD on the sum of the losses.</para>
/// <para>Which loss reaches a parameter is decided in every step by which gradients are not <c>null</c>.</para>
/// <para>As a plain <see cref="torch.optim.Optimizer"/>: backward of the distillation loss (keeping the graph),
/// <see cref="step_kd"/>, backward of the task loss, <see cref="step"/>.</para>
/// </remarks>
public sealed class Dot : OptimizerHelper, IStepOptimizer
{
    private readonly (string Name, Parameter Parameter)[] trained;
    private readonly bool[] decays;
    private readonly DotOptions options;
    private readonly Tensor started;
    private Tensor?[]? remembered;

    /// <summary>Prepares zero momenta, laid out as their parameters are.</summary>
    /// <param name="parameters">Parameters under unique names; they form the only parameter group.</param>
    /// <param name="options">Momentum, Δ, weight decay.</param>
    /// <param name="learningRate">η of <see cref="step"/>, which schedules change; <see cref="Step"/> is given its own.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public Dot(IReadOnlyList<(string Name, Parameter Parameter)> parameters, DotOptions options, double learningRate = 0.05)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        this.options = options;
        trained = [.. parameters];
        decays = [.. parameters.Select(p => options.DecayNormsAndBiases || p.Parameter.dim() > 1)];
        started = tensor(new byte[trained.Length]).DetachFromDisposeScope();
        for (var i = 0; i < trained.Length; i++)
        {
            _state[trained[i].Parameter.Handle] = new DotState(trained[i].Parameter, started.narrow(0, i, 1));
        }

        _defaults = new OptimizerOptions { LearningRate = learningRate, InitialLearningRate = learningRate };
        _parameter_groups =
        [
            new ParamGroup { Parameters = [.. parameters.Select(p => p.Parameter)], Options = _defaults },
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, Tensor>> State =>
    [
        .. trained.Select((p, i) => KeyValuePair.Create($"task/{p.Name}", StateOf(i).Task)),
        .. trained.Select((p, i) => KeyValuePair.Create($"distillation/{p.Name}", StateOf(i).Distillation)),
        KeyValuePair.Create("started", started),
    ];

    /// <inheritdoc/>
    public void Step(Gradients gradients, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        var (task, distillation) = (gradients.Task, gradients.Distillation);
        if (distillation is null)
        {
            throw new ArgumentException(
                "DOT takes the task's and the distillation's gradient apart: use the gradient policy 'separate' with it.");
        }

        using var noGrad = no_grad();
        int[] byTask = [.. Enumerable.Range(0, trained.Length).Where(i => task[i] is not null)];
        int[] byDistillation = [.. Enumerable.Range(0, trained.Length).Where(i => distillation[i] is not null)];
        var hasStarted = started.data<byte>();
        bool Shared(int i) => task[i] is not null && distillation[i] is not null;

        Move(byTask, i => StateOf(i).Task, task, i => Shared(i) ? options.Momentum - options.Delta : options.Momentum,
            i => decays[i], learningRate);
        Move(byDistillation, i => StateOf(i).Distillation, distillation,
            i => Shared(i) ? options.Momentum + options.Delta : options.Momentum,
            i => decays[i] && !Shared(i) && (options.DecayVariant == DotWeightDecay.Uniform || hasStarted[i] != 0), learningRate);
        foreach (var i in byDistillation)
        {
            hasStarted[i] = 1;
        }
    }

    /// <summary>
    /// Takes the parameters' present gradients as the distillation loss's: they are remembered for the next <see cref="step"/> and
    /// dropped from the parameters. Nothing moves yet.
    /// </summary>
    public void step_kd()
    {
        Forget();
        remembered = [.. trained.Select(p => p.Parameter.grad?.DetachFromDisposeScope())];
        Drop();
    }

    /// <summary>Moves the parameters, whose present gradients are the task loss's, and drops these gradients.</summary>
    /// <param name="closure">Computes the task loss and runs its backward; or <c>null</c>, when that is done.</param>
    /// <returns>The closure's loss.</returns>
    /// <exception cref="InvalidOperationException">There was no <see cref="step_kd"/> since the last step.</exception>
    public override Tensor? step(Func<Tensor>? closure = null)
    {
        if (remembered is null)
        {
            throw new InvalidOperationException(
                "DOT has no distillation gradient to step with: run the distillation loss backward and call step_kd first.");
        }

        var loss = _step<ParamGroup>(
            group => Step(new Gradients([.. trained.Select(p => p.Parameter.grad)], remembered), group.LearningRate), closure);

        // Dropped, not zeroed: a zero gradient would make every parameter a shared one from the second step on.
        Drop();
        Forget();
        return loss;
    }

    /// <summary>Refused: DOT is defined for one group.</summary>
    /// <param name="param_group">A further group.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void add_param_group(ParamGroup param_group) =>
        throw new NotSupportedException("DOT has one parameter group: give all parameters to its constructor.");

    /// <summary>Disposes the momenta; the parameters stay.</summary>
    /// <param name="disposing">Whether it is called by Dispose.</param>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Forget();
            foreach (var state in _state.Values)
            {
                ((DotState)state).Dispose();
            }

            _state.Clear();
            started.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Move(
        int[] moved,
        Func<int, Tensor> bufferOf,
        IReadOnlyList<Tensor?> gradients,
        Func<int, double> momentumOf,
        Func<int, bool> isDecayed,
        double learningRate)
    {
        Tensor[] p = [.. moved.Select(i => (Tensor)trained[i].Parameter)];
        Tensor[] v = [.. moved.Select(bufferOf)];
        foreach (var group in moved.Select((i, k) => (Momentum: momentumOf(i), Buffer: v[k])).GroupBy(b => b.Momentum))
        {
            Foreach.Mul([.. group.Select(b => b.Buffer)], group.Key);
        }

        Foreach.Add(v, [.. moved.Select(i => gradients[i]!)], 1);
        if (options.WeightDecay != 0)
        {
            int[] decayed = [.. Enumerable.Range(0, moved.Length).Where(k => isDecayed(moved[k]))];
            Foreach.Add([.. decayed.Select(k => v[k])], [.. decayed.Select(k => p[k])], options.WeightDecay);
        }

        Foreach.Add(p, v, -learningRate);
    }

    private DotState StateOf(int index) => (DotState)_state[trained[index].Parameter.Handle];

    private void Drop()
    {
        foreach (var (_, parameter) in trained)
        {
            parameter.grad = null;
        }
    }

    private void Forget()
    {
        foreach (var gradient in remembered ?? [])
        {
            gradient?.Dispose();
        }

        remembered = null;
    }
}
