using System.Globalization;
using EdgeKd.Onnx;

namespace EdgeKd.Pipeline.Quantizing;

/// <summary>Searches a quantized form that keeps the float model's accuracy on validation, the cheapest means first: the choice of
/// calibration and, where the processor lacks VNNI, of weights that cannot saturate; bias correction; the most sensitive layers in
/// float; and quantization-aware distillation, after which the others come anew. It ends when the limit holds; a step that does not
/// raise top-1 is undone.</summary>
internal sealed class AccuracyRecovery
{
    // The largest sum of two products, 2·255·63, fits 16 bits.
    private const int ExactWeightBits = 7;

    // Of the layers, how many go to float at a time: few, for each try reads the whole validation part.
    private const int FallbackRounds = 16;

    private readonly RecoveryLimits _limits;
    private readonly double _floatTop1;
    private readonly Action<RecoveryStep> _tell;
    private readonly List<RecoveryStep> _steps = [];
    private IQuantizationTrials _trials;
    private QuantizationOptions _best;
    private string _method;
    private double _top1;

    private AccuracyRecovery(IQuantizationTrials trials, RecoveryLimits limits, double floatTop1, Action<RecoveryStep> tell)
    {
        (_trials, _limits, _floatTop1, _tell) = (trials, limits, floatTop1, tell);
        (_best, _method, _top1) = Calibrate(trials, floatTop1);
    }

    private bool Holds => _limits.Hold(_floatTop1, _top1);

    /// <summary>Searches.</summary>
    /// <param name="trials">What can be tried.</param>
    /// <param name="limits">When to stop.</param>
    /// <param name="floatTop1">Top-1 of the float model on validation.</param>
    /// <param name="tell">Told each step when it is done.</param>
    /// <param name="tune">Trains the model for integers, as the last means; null for never.</param>
    public static RecoveryResult Run(
        IQuantizationTrials trials, RecoveryLimits limits, double floatTop1, Action<RecoveryStep> tell, Func<TunedTrials>? tune = null)
    {
        var search = new AccuracyRecovery(trials, limits, floatTop1, tell);
        search.Recover();
        if (!search.Holds && tune is not null && search.Adopt(tune()))
            search.Recover();
        return new RecoveryResult(search._trials, search._best, search._method, search._top1, search.Holds, search._steps);
    }

    private void Recover()
    {
        // With them every processor gives the answers that were validated here; sums that saturate pass validation by luck at best.
        if (_trials.Saturates && _best.WeightBits > ExactWeightBits)
            Try($"weights of {ExactWeightBits} bits", _best with { WeightBits = ExactWeightBits }, isSafer: true);
        if (!Holds && _limits.BiasCorrection)
            CorrectBiases();
        if (!Holds && _limits.MaxFloatShare > 0)
            FallBackToFloat();
    }

    // All methods are tried even where the first holds: they cost an evaluation each, and the best of them decides all that follows.
    private (QuantizationOptions Options, string Method, double Top1) Calibrate(IQuantizationTrials trials, double before)
    {
        var tried = trials.Methods.Select(method => (Options: trials.Calibrate(method), Method: method))
            .Select(trial => (trial.Options, trial.Method, Top1: trials.Top1(trial.Options))).ToArray();
        var best = tried.MaxBy(trial => trial.Top1);
        foreach (var trial in tried)
            Add(new RecoveryStep($"calibration: {trial.Method}", before, trial.Top1, trial == best));
        return best;
    }

    // What was done to the model before counts no more for one with other weights.
    private bool Adopt(TunedTrials tuned)
    {
        var (before, count) = (_top1, _steps.Count);
        var (options, method, top1) = Calibrate(tuned.Trials, before);
        var isBetter = top1 > before;
        var (earlier, calibrations) = (_steps[..count], _steps[count..]);
        _steps.Clear();
        _steps.AddRange(earlier.Select(step => isBetter ? step with { Kept = false } : step));
        Add(new RecoveryStep(tuned.Step, before, top1, isBetter));
        _steps.AddRange(calibrations.Select(step => isBetter ? step : step with { Kept = false }));
        if (isBetter)
            (_trials, _best, _method, _top1) = (tuned.Trials, options, method, top1);
        return isBetter;
    }

    private void CorrectBiases() => Try("bias correction", _trials.CorrectBiases(_best));

    private void FallBackToFloat()
    {
        var ranked = _trials.Rank(_best);
        var names = ranked.Select(layer => layer.Layer).ToHashSet();
        var atOnce = Math.Max(1, ranked.Count / FallbackRounds);
        var most = (int)(_limits.MaxFloatShare * _trials.LayerCount);
        foreach (var layers in ranked.Chunk(atOnce))
        {
            HashSet<string> nodes = [.. _best.FloatNodes, .. layers.SelectMany(layer => layer.FloatNodes)];
            var count = nodes.Count(names.Contains);
            if (nodes.Count == _best.FloatNodes.Count || count > most)
                continue;
            var options = _best with { FloatNodes = nodes };
            Try(
                string.Create(CultureInfo.InvariantCulture, $"float fallback: {count} of {_trials.LayerCount} layers"),
                _best.Biases.Count > 0 ? _trials.CorrectBiases(options) : options);
            if (Holds)
                return;
        }
    }

    private void Try(string name, QuantizationOptions options, bool isSafer = false)
    {
        var top1 = _trials.Top1(options);
        var step = new RecoveryStep(name, _top1, top1, top1 > _top1 || (isSafer && _limits.Hold(_floatTop1, top1)));
        Add(step);
        if (step.Kept)
            (_best, _top1) = (options, top1);
    }

    private void Add(RecoveryStep step)
    {
        _steps.Add(step);
        _tell(step);
    }
}
