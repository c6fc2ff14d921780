import java.io.FileInputStream;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Validates files against flavours in one start of the machine.
 *
 * <p>Arguments: flavours joined by commas, then files. Prints a line a verdict, its parts
 * parted by tabs: file, flavour, yes or no, then each rule that failed and why.
 */
public final class Verdicts {
  private Verdicts() {}

  public static void main(String[] arguments) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (int place = 1; place < arguments.length; place++) {
      for (String flavour : arguments[0].split(",")) {
        System.out.println(verdict(arguments[place], flavour));
      }
    }
  }

  private static String verdict(String file, String flavour) throws Exception {
    PDFAFlavour wanted = PDFAFlavour.byFlavourId(flavour);
    try (FileInputStream data = new FileInputStream(file);
        PDFAParser parser = Foundries.defaultInstance().createParser(data, wanted);
        PDFAValidator validator =
            Foundries.defaultInstance().createValidator(wanted, false)) {
      ValidationResult result = validator.validate(parser);
      StringJoiner line = new StringJoiner("\t");
      line.add(file).add(flavour).add(result.isCompliant() ? "yes" : "no");
      failures(result).values().forEach(line::add);
      return line.toString();
    }
  }

  private static TreeMap<String, String> failures(ValidationResult result) {
    TreeMap<String, String> failures = new TreeMap<>();
    for (TestAssertion assertion : result.getTestAssertions()) {
      if (assertion.getStatus() == TestAssertion.Status.FAILED) {
        String rule =
            assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
        String why = rule + ": " + assertion.getMessage();
        failures.putIfAbsent(rule, why.replaceAll("\\s+", " "));
      }
    }
    return failures;
  }
}
