using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Tests.NN;

[TestFixture]
internal sealed class ModuleTests
{
    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1 = nn.Conv2d(3, 4, 3);
        private readonly BatchNorm2d bn1 = nn.BatchNorm2d(4);
        [ComponentName(Name = "head")]
        private readonly Linear _classifier = nn.Linear(4, 2);
        private readonly Parameter scale = nn.Parameter(ones(1));
        private readonly Tensor table = zeros(2);

        public Net()
            : base(nameof(Net))
        {
            RegisterComponents();
            register_buffer("scratch", zeros(1), persistent: false);
        }

        public Linear Classifier => _classifier;

        public Tensor Table => table;

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = bn1.call(conv1.call(input)).mean([2, 3]);
            return (_classifier.call(x) * scale).MoveToOuterDisposeScope();
        }
    }

    private static readonly string[] Parameters =
        ["scale", "conv1.weight", "conv1.bias", "bn1.weight", "bn1.bias", "head.weight", "head.bias"];

    private static readonly string[] Buffers = ["table", "bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked"];

    [Test]
    public void NamesAreThoseOfTheFields()
    {
        using var net = new Net();
        Assert.That(net.named_parameters().Select(pair => pair.name), Is.EqualTo(Parameters));
        Assert.That(net.named_buffers(include_nonpersistent: false).Select(pair => pair.name), Is.EqualTo(Buffers));
        Assert.That(net.named_buffers().Select(pair => pair.name), Does.Contain("scratch"));
        Assert.That(net.state_dict().Keys, Is.EqualTo(Parameters.Concat(Buffers)));
        Assert.That(net.named_children().Select(pair => pair.name), Is.EqualTo(new[] { "conv1", "bn1", "head" }));
        Assert.That(net.GetName(), Is.EqualTo("Net"));
        Assert.That(net.Classifier.GetName(), Is.EqualTo("Linear"));
    }

    [Test]
    public void PartsAreFoundByTheirDottedNames()
    {
        using var net = new Net();
        Assert.That(ReferenceEquals(net.get_parameter("head.weight"), net.Classifier.weight));
        Assert.That(ReferenceEquals(net.get_buffer("table"), net.Table));
        Assert.That(net.has_parameter("conv1.bias") && net.has_buffer("bn1.running_var"));
        Assert.That(net.has_parameter("conv2.bias") || net.has_parameter("conv1.weights") || net.has_buffer("scale"), Is.False);
    }

    [Test]
    public void ASharedParameterIsGivenOnceAndSavedUnderBothNames()
    {
        using var shared = nn.Linear(2, 2, hasBias: false);
        using var net = nn.Sequential(("a", shared), ("b", shared));
        Assert.That(net.parameters().Count(), Is.EqualTo(1));
        Assert.That(net.state_dict().Keys, Is.EqualTo(new[] { "a.weight", "b.weight" }));
    }

    [Test]
    public void ModesReachEveryPart()
    {
        using var net = new Net();
        Assert.That(net.modules().All(module => module.training));
        net.eval();
        Assert.That(net.training || net.modules().Any(module => module.training), Is.False);
        net.train();
        Assert.That(net.modules().All(module => module.training));
    }

    [Test]
    public void LoadingChecksNamesAndCopiesValues()
    {
        using var source = new Net();
        using var target = new Net();
        var (missing, unexpected) = target.load_state_dict(source.state_dict());
        Assert.That(missing.Concat(unexpected), Is.Empty);
        foreach (var (name, value) in source.state_dict())
            Assert.That(target.state_dict()[name].detach().Equals(value.detach()), name);

        using var extra = ones(1);
        var changed = source.state_dict();
        changed.Remove("head.bias");
        changed.Add("tail", extra);
        Assert.That(() => target.load_state_dict(changed), Throws.InvalidOperationException.With.Message.Contains("head.bias").And.Message.Contains("tail"));
        (missing, unexpected) = target.load_state_dict(changed, strict: false);
        Assert.That((missing.Single(), unexpected.Single()), Is.EqualTo(("head.bias", "tail")));
        Assert.That(target.load_state_dict(changed, skip: ["head.bias", "tail"]).missing_keys, Is.Empty);
    }

    [Test]
    public void ModulesSurviveTheScopeTheyAreMadeInAndResultsTheirOwn()
    {
        Linear linear;
        BatchNorm1d norm;
        Conv2d convolution;
        using (NewDisposeScope())
        {
            (linear, norm, convolution) = (nn.Linear(2, 2), nn.BatchNorm1d(2), nn.Conv2d(1, 1, 1));
            foreach (var tensor in linear.parameters().Concat(convolution.parameters()).Concat(norm.parameters()).Concat(norm.buffers()))
                Assert.That(tensor.IsInvalid, Is.False);
        }

        using var x = ones(3, 2);
        using var y = norm.call(linear.call(x));
        Assert.That(y.shape, Is.EqualTo(new long[] { 3, 2 }));
        Assert.That(convolution.weight.IsInvalid, Is.False);
        linear.Dispose();
        norm.Dispose();
        convolution.Dispose();
    }

    [Test]
    public void DisposalFreesAllParts()
    {
        var before = Tensor.TotalCount;
        var net = new Net();
        var tensors = net.state_dict().Values.ToList();
        net.Dispose();
        net.Dispose();
        Assert.That(tensors.All(tensor => tensor.IsInvalid));
        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(before));
    }

    [Test]
    public void ForwardLeavesNothingBehind()
    {
        using var net = new Net();
        using var x = randn(2, 3, 5, 5);
        net.call(x).Dispose();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 5; i++)
            net.call(x).Dispose();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void HooksSeeAndChangeWhatPasses()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.ReLU();
        var log = new List<string>();
        layer.register_forward_pre_hook(_ => log.Add("module before"));
        layer.register_forward_pre_hook((_, x) => { log.Add("before"); return x + 1; });
        var doubling = layer.register_forward_hook((_, _, y) => { log.Add("after"); return y * 2; });
        layer.register_forward_hook(_ => log.Add("module after"));
        Assert.That(layer.call(ones(1)).ToDouble(), Is.EqualTo(4));
        Assert.That(log, Is.EqualTo(new[] { "module before", "before", "after", "module after" }));
        doubling.remove();
        Assert.That(layer.call(ones(1)).ToDouble(), Is.EqualTo(2));
        Assert.That(layer.forward(ones(1)).ToDouble(), Is.EqualTo(1));
    }

    [Test]
    public void ApplyVisitsChildrenFirst()
    {
        using var net = nn.Sequential(nn.Linear(1, 1), nn.Sequential(nn.ReLU()));
        var visited = new List<string>();
        net.apply(module => visited.Add(module.GetName()));
        Assert.That(visited, Is.EqualTo(new[] { "Linear", "ReLU", "Sequential", "Sequential" }));
    }

    [Test]
    public void ConversionKeepsTheObjectsAndTheirGradients()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        var weight = net.Classifier.weight;
        net.call(randn(2, 3, 5, 5)).sum().backward();
        var gradient = weight.grad!.sum().ToDouble();
        net.to(ScalarType.Float64);
        Assert.That(ReferenceEquals(net.Classifier.weight, weight));
        Assert.That(weight.dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That(weight.grad!.dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That(weight.grad!.sum().ToDouble(), Is.EqualTo(gradient).Within(1e-5));
        Assert.That(net.get_buffer("bn1.num_batches_tracked")!.dtype, Is.EqualTo(ScalarType.Int64));
        net.call(randn([2, 3, 5, 5], dtype: ScalarType.Float64)).sum().backward();
        Assert.That(() => net.to(ScalarType.Int32), Throws.ArgumentException);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void GradientsAreDroppedOrZeroed(bool drop)
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(2, 1);
        layer.call(ones(1, 2)).sum().backward();
        layer.zero_grad(drop);
        Assert.That(layer.weight.grad?.abs().sum().ToDouble(), drop ? Is.Null : Is.Zero);
    }

    [Test]
    public void ReplacedParametersAreRegisteredAnew()
    {
        using var layer = nn.Linear(2, 2);
        var old = layer.weight;
        layer.weight = nn.Parameter(zeros(2, 2));
        Assert.That(old.IsInvalid);
        Assert.That(ReferenceEquals(layer.get_parameter("weight"), layer.weight));
        layer.bias = null;
        Assert.That(layer.parameters().Count(), Is.EqualTo(1));
        Assert.That(() => layer.weight = null!, Throws.ArgumentNullException);
    }

    [Test]
    public void AParameterTakesTheTensorOver()
    {
        using var scope = NewDisposeScope();
        var data = ones(2);
        var parameter = nn.Parameter(data, requires_grad: false);
        Assert.That(data.IsInvalid);
        Assert.That(parameter.requires_grad, Is.False);
        Assert.That(scope.Contains(parameter) && !scope.Contains(data));
        using var outside = ones(1).DetachFromDisposeScope();
        using var kept = nn.Parameter(outside);
        Assert.That(scope.Contains(kept), Is.False);
    }
}
