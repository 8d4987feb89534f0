using EdgeKd.Pipeline.Explaining;
using Spectre.Console;
using static System.FormattableString;

namespace EdgeKd.Cli.Rendering;

/// <summary>Writes the explanation of one image for people: the forms side by side, and the layer that errs first.</summary>
internal static class WhyText
{
    public static void Write(Terminal terminal, ImageExplanation explanation, bool allLayers)
    {
        terminal.Output.WriteLine($"{explanation.Image}{(explanation.Label is { } label ? $", which is {label}" : "")}");
        terminal.Write(Forms(explanation));
        foreach (var failure in explanation.Failures)
            terminal.Output.WriteLine(failure);
        foreach (var recorded in explanation.Recorded)
            terminal.Output.WriteLine($"{recorded.Target} answered {recorded.Label} ({recorded.Precision}) when it was validated");
        terminal.Output.WriteLine(explanation.FirstDifferentForm is { } different
            ? $"{different} is the first form that answers another class"
            : "all forms answer the same class");
        if (explanation.Layers.Count == 0)
            return;
        var least = explanation.Layers.MinBy(layer => layer.SqnrDb)!;
        terminal.Output.WriteLine(explanation.FirstFall is { } fall
            ? Invariant($"the layer {fall.Layer} is the first whose signal-to-noise ratio falls, to {fall.SqnrDb:F1} dB; the least exact is {least.Layer} with {least.SqnrDb:F1} dB")
            : Invariant($"no layer stands out; the least exact is {least.Layer} with {least.SqnrDb:F1} dB"));
        foreach (var layer in allLayers ? explanation.Layers : [])
            terminal.Output.WriteLine(Invariant($"  {layer.SqnrDb,7:F1} dB  {layer.Layer}"));
    }

    private static Table Forms(ImageExplanation explanation)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("");
        foreach (var form in explanation.Forms)
            table.AddColumn(form.Form);
        for (var place = 0; place < explanation.Forms[0].Classes.Count; place++)
            table.AddRow([new Text($"{place + 1}"), .. explanation.Forms.Select(form => new Text(Invariant($"{form.Classes[place].Label} {form.Classes[place].Probability:P1}")))]);
        table.AddRow([new Text("logits differ by"), .. explanation.Forms.Select(form => new Text(form.MaxLogitDifference is { } difference ? Invariant($"{difference:G3}") : ""))]);
        return table;
    }
}
