using System.Globalization;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Pipeline.Quantizing;

/// <summary>Keeps those smaller forms of a model that hold its accuracy, and says what became of each.</summary>
/// <param name="context">The Quantize stage.</param>
/// <param name="floatTop1">Top-1 of the float model on validation, 0 to 1.</param>
internal sealed class SmallerForms(StageContext context, double floatTop1)
{
    private readonly List<PrecisionEntry> _kept = [];
    private readonly List<string> _decisions = [];

    public double FloatTop1 => floatTop1;

    /// <summary>The forms to ship beside the float one.</summary>
    public IReadOnlyList<PrecisionEntry> Kept => _kept;

    /// <summary>What became of each form, in words.</summary>
    public string Decision => string.Join("; ", _decisions);

    /// <summary>Measures a form and keeps it if it holds the limit.</summary>
    public void Add(string precision, string file, ModelProto model, QuantizationTrials trials) => Add(precision, file, model, trials.Top1(model), null);

    /// <summary>Keeps a form if it holds the limit; else it is left out, or an error, as the recipe says.</summary>
    /// <param name="precision">Its name.</param>
    /// <param name="file">The output to write it to.</param>
    /// <param name="model">The form.</param>
    /// <param name="top1">Its top-1 on validation, 0 to 1.</param>
    /// <param name="steps">What was needed.</param>
    /// <exception cref="InvalidDataException">It does not hold the limit, and the recipe wants an error then.</exception>
    public void Add(string precision, string file, ModelProto model, double top1, IReadOnlyList<string>? steps)
    {
        var section = context.Settings.Recipe.Quantize;
        var needed = steps is null ? "" : $" ({string.Join(", ", steps)})";
        var drop = string.Create(CultureInfo.InvariantCulture,
            $"{precision} has top-1 {top1:P2} on validation against {floatTop1:P2} in float{needed}, {RecoveryLimits.DropPoints(floatTop1, top1):0.##} points lost");
        if (!new RecoveryLimits(section.MaxDropPoints, false, 0).Hold(floatTop1, top1))
        {
            var limit = string.Create(CultureInfo.InvariantCulture, $"more than quantize.maxDropPoints ({section.MaxDropPoints:0.##})");
            Refuse($"{drop}, {limit}", "train longer, raise quantize.maxDropPoints or quantize.maxFloatShare");
            return;
        }

        OnnxFile.Save(model, context.Output(file));
        _decisions.Add(drop);
        _kept.Add(new PrecisionEntry
        {
            Precision = precision,
            Stage = StageNames.Quantize,
            File = file,
            Steps = steps,
            ValidationTop1 = top1,
            FloatValidationTop1 = floatTop1,
        });
    }

    /// <summary>Leaves a form out, where the recipe lets that be.</summary>
    /// <param name="fault">What is wrong with it, its name first.</param>
    /// <param name="remedy">What to do about it.</param>
    /// <exception cref="InvalidDataException">The recipe wants an error then.</exception>
    public void Refuse(string fault, string remedy)
    {
        if (context.Settings.Recipe.Quantize.OnFailure != QuantizeSection.ShipFloat)
            throw new InvalidDataException($"{fault}; {remedy}, or set quantize.onFailure: {QuantizeSection.ShipFloat}");
        _decisions.Add($"{fault}: left out");
    }
}
